BASE={{ base }}
key() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }
get() { grep -o "\"$1\":\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4; }

# 1. Gửi phản ánh / file a conduct feedback
FILED=$(curl -sS --fail-with-body "$BASE/api/v1/reports" -H 'Content-Type: application/json' -H "Idempotency-Key: $(key)" -d '{"kind":"conduct_feedback","reporter_type":"resident","category":"late","sector":"land","unit":"{{ unit }}","dossier_code":"H53.05-{{ handed_in }}-0012","promised_on":"{{ promised }}","text":"Hồ sơ cấp đổi giấy chứng nhận quyền sử dụng đất của tôi đã quá hẹn sáu ngày mà không có thông báo nào.","contact":{"name":"Nguyễn Văn Ví Dụ","phone":"0900 000 099","email":"vi.du@dan.example"},"consent_version":"2024-03","truthful":true}')
echo "$FILED"
RECEIPT=$(echo "$FILED" | get receipt); NUMBER=$(echo "$FILED" | get number)

# 2. Gửi tin báo ẩn danh / file an anonymous tip
TIP=$(curl -sS --fail-with-body "$BASE/api/v1/reports" -H 'Content-Type: application/json' -H "Idempotency-Key: $(key)" -d '{"kind":"corruption_tip","reporter_type":"resident","category":"money_or_gift","unit":"{{ unit }}","bribe":{"fact":"asked","amount_vnd":500000},"text":"Một cán bộ tiếp nhận hồ sơ gợi ý đưa tiền để được giải quyết sớm.","truthful":true}')
echo "$TIP"
TIP_RECEIPT=$(echo "$TIP" | get receipt)

# 3. Theo dõi bằng mã biên nhận / follow the tip by its receipt
curl -sS --fail-with-body "$BASE/api/v1/report" -H "Authorization: Receipt $TIP_RECEIPT"; echo

# 4. Cán bộ đăng nhập, xem hàng việc / an officer signs in and sees the queue
TOKEN=$(curl -sS --fail-with-body "$BASE/api/v1/sessions" -H 'Content-Type: application/json' -d '{"login":"canbo","password":"{{ officer }}"}' | get token)
QUEUE=$(curl -sS --fail-with-body "$BASE/api/v1/cases?state=received&count=true" -H "Authorization: Bearer $TOKEN")
echo "$QUEUE"
CASE=$(echo "$QUEUE" | get id)

# 5. Thụ lý rồi trả lời / take it up, then answer
curl -sS --fail-with-body "$BASE/api/v1/cases/$CASE/transitions" -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -H "Idempotency-Key: $(key)" -H 'If-Match: "v1"' -d '{"command":"accept"}'; echo
curl -sS --fail-with-body "$BASE/api/v1/cases/$CASE/transitions" -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -H "Idempotency-Key: $(key)" -H 'If-Match: "v2"' -d '{"command":"answer","outcome":"remedied","remedy":"Trả kết quả hôm nay.","text":"Sở xin lỗi vì chậm trả kết quả; giấy chứng nhận đã sẵn sàng tại Bộ phận Một cửa."}'; echo
curl -sS --fail-with-body "$BASE/api/v1/report" -H "Authorization: Receipt $RECEIPT"; echo

# 6. Thanh tra thấy tin báo; đơn vị thì không / the inspector sees the tip; the unit does not
INSPECTOR=$(curl -sS --fail-with-body "$BASE/api/v1/sessions" -H 'Content-Type: application/json' -d '{"login":"thanhtra","password":"{{ inspector }}"}' | get token)
curl -sS --fail-with-body "$BASE/api/v1/cases?channel=integrity&state=received" -H "Authorization: Bearer $INSPECTOR"; echo
curl -sS --fail-with-body "$BASE/api/v1/cases?channel=integrity" -H "Authorization: Bearer $TOKEN"; echo

# 7. Số liệu và dòng điểm / statistics and the score line
curl -sS --fail-with-body "$BASE/api/v1/statistics?unit=703{{ months }}"; echo
curl -sS --fail-with-body "$BASE/api/v1/statistics/summary?dimension=kind{{ months }}"; echo
curl -sS --fail-with-body "$BASE/api/v1/movements/plan-577-2024/scores/TN.STNMT" -H "Authorization: Bearer $TOKEN"; echo
curl -sS --fail-with-body "$BASE/api/v1/movements/plan-577-2024/standings?group=provincial_bodies"; echo
curl -sS --fail-with-body "$BASE/api/v1/movements/plan-577-2024/scores/TN.SXD"; echo
curl -sS --fail-with-body "$BASE/api/v1/movements/plan-577-2024/standings?group=districts"; echo

# 8. Các loại đơn, thời hạn, căn cứ / every kind with its clocks and articles
curl -sS --fail-with-body "$BASE/api/v1/kinds" | cut -c 1-600

# 9. Bạn có thể làm gì tiếp, đến ngày nào / what you can do now, and until when
curl -sS --fail-with-body "$BASE/api/v1/rights/preview" -H 'Content-Type: application/json' -d '{"kind":"conduct_feedback","promised_on":"{{ promised }}","learned_on":"{{ promised }}"}'; echo

# 10. Một cửa tiếp công dân nhập đơn khiếu nại / the desk types in a complaint on paper
CLERK=$(curl -sS --fail-with-body "$BASE/api/v1/sessions" -H 'Content-Type: application/json' -d '{"login":"tiepdan","password":"{{ clerk }}"}' | get token)
curl -sS --fail-with-body "$BASE/api/v1/desk/reports" -H "Authorization: Bearer $CLERK" -H 'Content-Type: application/json' -H "Idempotency-Key: $(key)" -d '{"kind":"complaint","reporter_type":"resident","category":"decision_or_act","sector":"land","unit":"{{ unit }}","contested_act":"Thông báo trả hồ sơ đất đai","learned_on":"{{ promised }}","filed_via":"desk_paper","signed":true,"text":"Tôi không đồng ý với thông báo trả hồ sơ vì hồ sơ đã đủ giấy tờ theo niêm yết.","contact":{"name":"Nguyễn Văn Ví Dụ","phone":"0900 000 099","address":"Số 1, đường Ví Dụ","id_number":"072000000099"},"consent_version":"2024-03","truthful":true}'; echo

# 11. Sổ theo dõi xin lỗi; việc chờ thanh tra viên / the register of apologies; what waits for an inspector
curl -sS --fail-with-body "$BASE/api/v1/apologies" -H "Authorization: Bearer $TOKEN"; echo
curl -sS --fail-with-body "$BASE/api/v1/cases?awaits_inspector=true&count=true" -H "Authorization: Bearer $INSPECTOR"; echo

# 12. Kiến nghị sau thanh tra; tra cứu nhân sự và nhật ký của nó / recommendations; a look-up for personnel work and its log
curl -sS --fail-with-body "$BASE/api/v1/recommendations?open=true" -H "Authorization: Bearer $TOKEN"; echo
READER=$(curl -sS --fail-with-body "$BASE/api/v1/sessions" -H 'Content-Type: application/json' -d '{"login":"nhansu","password":"{{ reader }}"}' | get token)
curl -sS --fail-with-body "$BASE/api/v1/personnel-checks" -H "Authorization: Bearer $READER" -H 'Content-Type: application/json' -H "Idempotency-Key: $(key)" -d '{"name":"Phạm Văn Ví Dụ","birth_year":1979,"reason":"Rà soát quy hoạch phó trưởng phòng nhiệm kỳ 2025–2030."}'; echo
curl -sS --fail-with-body "$BASE/api/v1/personnel-checks" -H "Authorization: Bearer $INSPECTOR"; echo
echo "số vụ việc / case number: $NUMBER"
