//! A test over a whole service on each of the two databases.

use crate::app::TestApp;
use crate::support::Backend;

/// A test on one database, or nothing where it is neither there nor required.
pub fn on(backend: Backend, test: impl AsyncFnOnce(&TestApp)) {
    over(TestApp::start(backend), test);
}

/// As [`on`], where a case reaches its unit at a half-hour mark only.
pub fn on_holding(backend: Backend, test: impl AsyncFnOnce(&TestApp)) {
    over(TestApp::start_holding(backend), test);
}

/// As [`on`], where the systems of staff on this machine are called.
pub fn on_calling(backend: Backend, test: impl AsyncFnOnce(&TestApp)) {
    over(TestApp::start_calling(backend), test);
}

/// As [`on`], where staff are asked what they are in earnest.
pub fn on_strict(backend: Backend, test: impl AsyncFnOnce(&TestApp)) {
    over(TestApp::start_strict(backend), test);
}

/// As [`on`], where a stand-in for clamd is asked about files.
pub fn on_scanning(backend: Backend, test: impl AsyncFnOnce(&TestApp)) {
    over(TestApp::start_scanning(backend), test);
}

fn over(start: impl Future<Output = Option<TestApp>>, test: impl AsyncFnOnce(&TestApp)) {
    actix_web::rt::System::new().block_on(async {
        let Some(app) = start.await else { return };
        test(&app).await;
        app.finish().await;
    });
}

/// Makes one test per database of an async function over a [`TestApp`]: `#[apply(on_both_apps)]`.
#[macro_export]
macro_rules! on_both_apps {
    ($($test:tt)*) => { $crate::one_a_database!{on $($test)*} };
}

/// As [`on_both_apps`], where a case reaches its unit at a half-hour mark only.
#[macro_export]
macro_rules! on_both_holding_apps {
    ($($test:tt)*) => { $crate::one_a_database!{on_holding $($test)*} };
}

/// As [`on_both_apps`], where the systems of staff on this machine are called.
#[macro_export]
macro_rules! on_both_calling_apps {
    ($($test:tt)*) => { $crate::one_a_database!{on_calling $($test)*} };
}

/// As [`on_both_apps`], where staff are asked what they are in earnest.
#[macro_export]
macro_rules! on_both_strict_apps {
    ($($test:tt)*) => { $crate::one_a_database!{on_strict $($test)*} };
}

/// As [`on_both_apps`], where a stand-in for clamd is asked about files.
#[macro_export]
macro_rules! on_both_scanning_apps {
    ($($test:tt)*) => { $crate::one_a_database!{on_scanning $($test)*} };
}

/// Makes one test per database, each run by the function of this file that is named.
#[macro_export]
macro_rules! one_a_database {
    ($on:ident $(#[$about:meta])* async fn $name:ident($app:ident: $ty:ty $(,)?) $body:block) => {
        $(#[$about])*
        async fn $name($app: $ty) $body

        mod $name {
            #[test]
            fn sqlite() {
                $crate::one_app::$on($crate::support::Backend::Sqlite, super::$name);
            }

            #[test]
            fn postgres() {
                $crate::one_app::$on($crate::support::Backend::Postgres, super::$name);
            }
        }
    };
}
