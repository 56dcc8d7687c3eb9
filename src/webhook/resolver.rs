//! The look-up of a name at the moment of a call: only addresses that are allowed come out of it, so whoever changes what a name stands for
//! leads nowhere else.

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use crate::domain::running::reach::Networks;

/// No address of the name may be called.
#[derive(Debug, thiserror::Error)]
#[error("no address of this name may be called")]
pub(super) struct Refused;

/// A resolver that knows these networks besides the public one.
#[derive(Debug)]
pub(super) struct Allowed {
    networks: Networks,
    inner: DefaultResolver,
}

impl Allowed {
    pub(super) fn new(networks: Networks) -> Self {
        Self { networks, inner: DefaultResolver::default() }
    }
}

impl Resolver for Allowed {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let mut allowed = self.empty();
        for address in &*self.inner.resolve(uri, config, timeout)? {
            if self.networks.may_call(address.ip()) {
                allowed.push(*address);
            }
        }
        if allowed.is_empty() { Err(Error::Other(Box::new(Refused))) } else { Ok(allowed) }
    }
}
