//! What tests and the bench may name of this library, name by name. All else is the crate's own, so that the compiler
//! reports what nobody uses.

pub mod api {
    pub use crate::api::edge::origins::Origins;
    pub use crate::api::health::OPENAPI;
    pub use crate::api::reports::front::demand;
    pub use crate::api::reports::reporter::said;
    pub use crate::api::{Access, OPERATIONS, Operation, ProblemKind, Site};
    pub use crate::wire::commands::command;
    pub use crate::wire::limit::{Rate, Rates};
    pub use crate::wire::proxy::TrustedProxies;
    pub use crate::wire::report::entry;
    pub use crate::wire::report::filing;
}

pub mod app {
    pub use crate::app::{App, StartError};
}

pub mod clean {
    pub use crate::clean::{Clamd, ClamdAddress, Cleaner};
}

pub mod config {
    pub use crate::config::{BadConfig, Config, Settings};
}

pub mod domain {
    pub use crate::domain::actor::{Actor, Role, Scope};
    pub use crate::domain::case::orphan::PassedTo;
    pub use crate::domain::case::reaches;
    pub use crate::domain::case::{Case, CaseFacts, State, Turn, Wait};
    pub use crate::domain::deadline::{Step, Variant};
    pub use crate::domain::emulation::matters::{
        Estimate, Finding, Prior, Side, Stratum, StratumSum, estimate, line_points, quota,
    };
    pub use crate::domain::emulation::strategies::{Act, Lived, STRATEGIES, Strategy};
    pub use crate::domain::event::Payload;
    pub use crate::domain::figures::{
        Block, Counted, Issue, Level, Part, SMALLEST, Sender, Subject, Told, parted, told,
    };
    pub use crate::domain::ids::{
        CaseId, CaseKey, Ids, ObligationId, RuleId, SystemIds, UnitId, UserId,
    };
    pub use crate::domain::kind::{Channel, Kind};
    pub use crate::domain::ledger::Metric as LedgerMetric;
    pub use crate::domain::lifecycle::{Command, Party};
    pub use crate::domain::obligation::{DutyStatus, NOTHING_DUE, Obligation};
    pub use crate::domain::receipt::{CaseNumber, Receipt};
    pub use crate::domain::records::export::{ExportFormat, Exported};
    pub use crate::domain::running::hook::{HookUrl, Hosts};
    pub use crate::domain::running::reach::Networks;
    pub use crate::domain::running::second_factor::Strictness;
    pub use crate::domain::text::{EmailAddress, PersonName, fold_code};
    pub use crate::domain::time::{Clock, Day, FixedClock, Instant, SystemClock};
    pub use crate::domain::units::exclusion::Facts;
    pub use crate::domain::units::routing::route;
    pub use crate::domain::units::unit::PeerGroup;
}

pub mod http {
    pub use crate::http::{Server, ServerSettings};
}

pub mod jobs {
    pub use crate::jobs::Worker;
}

pub mod mail {
    pub use crate::mail::{
        Incoming, Mail, MailFault, Mailer, Memory, Received, Smtp, SmtpSecurity, SmtpSettings,
        receive,
    };
}

pub mod pages {
    pub use crate::pages::Setup;
}

pub mod objects {
    pub use crate::objects::{Draft, Folder, ObjectName, ObjectStore, Probe, Step, marker};
}

pub mod service {
    pub use crate::service::accounts::{Carrier, Given, NewUser};
    pub use crate::service::cases::handling::{Ask, Asked, Assignee, By};
    pub use crate::service::dispatch::Dispatcher;
    pub use crate::service::dispatch::Returned;
    pub use crate::service::records::deputies::NewDeputy;
    pub use crate::service::records::exports::NewExport;
    pub use crate::service::units::succession::{Succeeded, UnitMoves};
    pub use crate::service::{Service, ServiceError};
    pub mod import {
        pub use crate::service::units::import::{Difference, Files, ImportError, import};
    }
}

pub mod store {
    pub use crate::store::backend::{Conn, Purpose, connect};
    pub use crate::store::intake::{IntakeWrite, insert};
    pub use crate::store::ledger::{COUNTED, WAITED, accepts, accepts_query, answered_query};
    pub use crate::store::{Db, DbSettings, DbUrl, StoreError, Tx, WriteFault};
    pub mod cases {
        pub use crate::store::cases::{
            CaseFilter, Hand, Place, Slice, begin, by_number, count, due_by, find, open_obligation,
            queue, traits,
        };
    }
    pub mod migrate {
        pub use crate::store::backend::migrate::{POSTGRES, SQLITE, Standing, run, standing};
    }
    pub mod outbox {
        pub use crate::store::outbox::claim;
    }
    pub mod changes {
        pub use crate::store::changes::{Reader, Walk, entries, note};
    }
    pub mod webhooks {
        pub use crate::store::staff::webhooks::{due, lease, settle};
    }
    pub mod terms {
        pub use crate::store::terms::read;
    }
    pub mod patience {
        pub use crate::store::backend::patience::within;
    }
}

pub mod vault {
    pub use crate::vault::password::{Cost, Hasher};
    pub use crate::vault::{KeyError, KeyRing, Place, draw};
}

pub mod webhook {
    pub use crate::webhook::{Caller, signature};
}
