// A client as somebody else would write it: files, follows, signs in, lists and answers, by generated types alone.
import createClient from "openapi-fetch";
import type { components, paths } from "./api";

type Problem = components["schemas"]["Problem"];

const api = createClient<paths>({ baseUrl: "http://127.0.0.1:8577" });

function found<T>(answer: { data?: T; error?: Problem }): T {
  if (answer.data === undefined) throw new Error(answer.error?.title ?? "no answer");
  return answer.data;
}

async function file(): Promise<string> {
  const answer = await api.POST("/api/v1/reports", {
    params: { header: { "Idempotency-Key": crypto.randomUUID() } },
    body: {
      kind: "conduct_feedback",
      reporter_type: "resident",
      text: "Giấy hẹn ghi trả ngày 08/10/2024 nhưng đến nay chưa có kết quả.",
      category: "late_dossier",
      unit: "TN.STNMT",
      contact: { name: "Trần Văn A", phone: "0900000003" },
      consent_version: "2024-03",
      truthful: true,
    },
  });
  const { receipt } = found(answer);
  // Only a rehearsal gives none.
  if (receipt === undefined) throw new Error("no receipt");
  return receipt;
}

async function follow(receipt: string): Promise<string> {
  const headers = { Authorization: `Receipt ${receipt}` };
  const report = found(await api.GET("/api/v1/report", { headers }));
  return report.state;
}

async function signIn(login: string, password: string): Promise<Record<string, string>> {
  const session = found(await api.POST("/api/v1/sessions", { body: { login, password } }));
  return { Authorization: `Bearer ${session.token}` };
}

async function answerFirst(headers: Record<string, string>): Promise<void> {
  const page = found(await api.GET("/api/v1/cases", { headers, params: { query: { state: ["accepted"] } } }));
  const first = page.items[0];
  if (first === undefined) return;
  const done = await api.POST("/api/v1/cases/{id}/transitions", {
    headers,
    params: {
      path: { id: first.id },
      header: { "Idempotency-Key": crypto.randomUUID(), "If-Match": `"v${first.version}"` },
    },
    body: { command: "answer", outcome: "founded", text: "Đã trả kết quả; xin lỗi vì đã trễ." },
  });
  found(done);
  // @ts-expect-error An answer without its words is none.
  const wordless: components["schemas"]["Command"] = { command: "answer", outcome: "founded" };
  void wordless;
}

console.log(await follow(await file()));
await answerFirst(await signIn("canbo", "một mật khẩu dài và khó đoán"));
