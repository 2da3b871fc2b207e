//! Which versions code takes over.

use cw2::{get_contract_version, set_contract_version};
use floe_contract::ShellError;

use crate::samples::read;
use crate::{dump, lines, Tested};

/// A listed version is taken over, recorded and reported; every other leaves everything as it was, and so does this version
/// itself by the contract's own list.
pub fn migrations<T: Tested>() {
    let (name, now) = (T::CODE.name, T::CODE.version);
    assert!(!T::ACCEPTED.contains(&now));
    let accepted = ["0.0.8", "0.0.9"];
    for (stored, version, accepted) in [
        (name, "0.0.8", &accepted[..]),
        (name, "0.0.9", &accepted),
        (name, "0.0.7", &accepted),
        (name, "99.0.0", &accepted),
        (name, "", &accepted),
        (name, now, T::ACCEPTED),
        (name, "0.0.9", &[]),
        ("crates.io:cw20-base", "0.0.9", &accepted),
    ] {
        let mut contract = T::born();
        let msg = contract.samples().migrate;
        set_contract_version(contract.parts().0, stored, version).unwrap();
        let before = dump(contract.parts().0);
        let outcome = contract.migrate(read(&msg), accepted);
        if stored == name && accepted.contains(&version) {
            let told = lines(&outcome.unwrap());
            assert_eq!(
                told.last(),
                Some(&format!("floe/migrated from={version} to={now}"))
            );
            let recorded = get_contract_version(contract.parts().0).unwrap();
            assert_eq!(
                (recorded.contract.as_str(), recorded.version.as_str()),
                (name, now)
            );
        } else {
            let refusal = ShellError::CannotMigrate {
                name: stored.into(),
                version: version.into(),
                expected: name,
                accepted: match accepted {
                    [] => "none".into(),
                    listed => listed.join(", "),
                },
            };
            assert_eq!(outcome, Err(refusal.into()), "{stored} {version}");
            assert_eq!(dump(contract.parts().0), before, "{stored} {version}");
        }
    }
    // The chain's way leads to the same rule.
    let mut contract = T::born();
    let msg = contract.samples().migrate;
    assert!(contract.enter_migrate(read(&msg)).is_err());
}
