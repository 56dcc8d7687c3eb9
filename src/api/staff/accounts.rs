//! Accounts of staff over HTTP, as administrators keep them: none alone what would give anybody more than it has.

use actix_web::HttpResponse;
use serde_json::{Value, json};

use crate::api::answer::{Answer, page};
use crate::api::extract::{Read, Write};
use crate::api::view::{lean, unit};
use crate::domain::actor::{Actor, Role};
use crate::domain::ids::UserId;
use crate::domain::text::Language;
use crate::service::accounts::{AccountQuery, AccountState, AccountView, Waiting};
use crate::wire::keeping;

/// `GET /api/v1/accounts`
pub(crate) async fn list(request: Read<Actor>) -> Answer {
    let query = &request.query;
    let asked = AccountQuery {
        role: query.one_of("role", Role::ALL)?,
        unit: query.owned("unit"),
        state: query.one_of("state", AccountState::ALL)?,
    };
    let (cursor, limit) = (query.text("cursor"), query.limit()?);
    let found = request.state.service.accounts_page(&request.who, &asked, cursor, limit).await?;
    Ok(page(&found, |one| shown(request.language, one)))
}

/// `POST /api/v1/accounts`. It takes no Idempotency-Key: a login is there once.
pub(crate) async fn create(request: Write<Actor>) -> Answer {
    let (new, noted) = keeping::new_account(&request.body);
    let made = request.state.service.create_account(&request.who, new, noted).await?;
    Ok(HttpResponse::Created().json(shown(request.language, &made)))
}

/// `POST /api/v1/accounts/import`. It takes no Idempotency-Key: what is there is not made again.
pub(crate) async fn import(request: Write<Actor>) -> Answer {
    let dry_run = request.query.flag("dry_run")?;
    let csv = request.read(|form| {
        form.require(&["csv"]);
        form.text("csv", |raw| Ok(raw.to_owned()))
    })?;
    let found = request.state.service.import_accounts(&request.who, &csv, dry_run).await?;
    let added = found.added.iter();
    let added: Vec<Value> =
        added.map(|(login, waits)| json!({"login": login, "waits": waits})).collect();
    let different = found.different.iter();
    let different: Vec<Value> =
        different.map(|(login, columns)| json!({"login": login, "columns": columns})).collect();
    Ok(HttpResponse::Ok().json(json!({
        "added": added,
        "unchanged": found.unchanged,
        "different": different,
    })))
}

/// `GET /api/v1/accounts/{id}`
pub(crate) async fn get(request: Read<Actor, UserId>) -> Answer {
    let found = request.state.service.account(request.id).await?;
    Ok(HttpResponse::Ok().json(shown(request.language, &found)))
}

/// `PUT /api/v1/accounts/{id}`
pub(crate) async fn change(request: Write<Actor, UserId>) -> Answer {
    let (asked, noted) = keeping::account(&request.body);
    let service = &request.state.service;
    let kept = service.change_account(&request.who, request.id, asked, noted).await?;
    Ok(HttpResponse::Ok().json(shown(request.language, &kept)))
}

/// `POST /api/v1/accounts/{id}/closing`. It can be sent again.
pub(crate) async fn close(request: Write<Actor, UserId>) -> Answer {
    request.read(|_| Some(()))?;
    let kept = request.state.service.close_account_of(&request.who, request.id).await?;
    Ok(HttpResponse::Ok().json(shown(request.language, &kept)))
}

/// `POST /api/v1/accounts/{id}/reopening`
pub(crate) async fn reopen(request: Write<Actor, UserId>) -> Answer {
    request.read(|_| Some(()))?;
    let kept = request.state.service.reopen_account(&request.who, request.id).await?;
    Ok(HttpResponse::Ok().json(shown(request.language, &kept)))
}

/// `POST /api/v1/accounts/{id}/reset`. It can be sent again.
pub(crate) async fn reset(request: Write<Actor, UserId>) -> Answer {
    request.read(|_| Some(()))?;
    let kept = request.state.service.ask_reset(&request.who, request.id).await?;
    Ok(HttpResponse::Ok().json(shown(request.language, &kept)))
}

/// `POST /api/v1/accounts/{id}/factor/reset`. It can be sent again.
pub(crate) async fn reset_factor(request: Write<Actor, UserId>) -> Answer {
    request.read(|_| Some(()))?;
    let kept = request.state.service.ask_factor_reset(&request.who, request.id).await?;
    Ok(HttpResponse::Ok().json(shown(request.language, &kept)))
}

/// `POST /api/v1/accounts/{id}/request/confirmation`
pub(crate) async fn confirm(request: Write<Actor, UserId>) -> Answer {
    let waits = request.read(|form| {
        form.require(&["request"]);
        form.id("request")
    })?;
    let service = &request.state.service;
    let kept = service.confirm_request(&request.who, request.id, waits).await?;
    Ok(HttpResponse::Ok().json(shown(request.language, &kept)))
}

/// `DELETE /api/v1/accounts/{id}/request`
pub(crate) async fn drop_request(request: Read<Actor, UserId>) -> Answer {
    let kept = request.state.service.drop_request(&request.who, request.id).await?;
    Ok(HttpResponse::Ok().json(shown(request.language, &kept)))
}

/// `DELETE /api/v1/accounts/{id}/sessions`
pub(crate) async fn end_sessions(request: Read<Actor, UserId>) -> Answer {
    request.state.service.end_sessions_of(&request.who, request.id).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn shown(language: Language, one: &AccountView) -> Value {
    lean(json!({
        "id": one.id,
        "login": one.login,
        "name": one.name,
        "role": one.role,
        "unit": unit(language, one.unit.as_ref()),
        "email": one.email,
        "state": if one.active { AccountState::Open } else { AccountState::Closed },
        "has_password": one.has_password,
        "has_factor": one.has_factor,
        "made_on": one.made_on,
        "email_changed_on": one.email_changed_on,
        "waiting": one.waiting.as_ref().map(|it| waiting(language, it)),
    }))
}

fn waiting(language: Language, one: &Waiting) -> Value {
    lean(json!({
        "id": one.id,
        "act": one.act,
        "role": one.role,
        "unit": unit(language, one.unit.as_ref()),
        "asked_by": {"id": one.asked_by.0, "name": one.asked_by.1},
        "until": one.until,
    }))
}
