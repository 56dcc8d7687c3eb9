//! What proves to a receiver that a call is ours, and how old it is.

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// `t=<unix seconds>,v1=<hex>`: the HMAC-SHA256, by the letters of the secret, over the seconds, a dot and the body.
pub fn signature(secret: &str, seconds: i64, body: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    mac.update(format!("{seconds}.").as_bytes());
    mac.update(body.as_bytes());
    format!("t={seconds},v1={}", HEXLOWER.encode(&mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As Python says: `hmac.new(secret, b"1728957600." + body, hashlib.sha256).hexdigest()`.
    #[test]
    fn a_signature_is_the_one_that_anybody_computes() {
        let made =
            signature("lc_w_bi1-uaSDsGH4fbyBYjYGpQ", 1_728_957_600, r#"{"cases":[],"more":false}"#);

        assert_eq!(
            made,
            "t=1728957600,v1=909d681d781f50f633cb12e707d2a5365223fd7f6cebf7197b898d77f689fadd"
        );
    }
}
