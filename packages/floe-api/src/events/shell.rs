//! Events that every contract may write.

use super::events;

events! {
    /// What is the same in every contract.
    ShellFact of "every" {
        "config_changed" = ConfigChanged: "a setting has changed" {
            name: Text "which one",
            old: Text "its value until now",
            new: Text "its value from now on",
        }
        "ownership_updated" = OwnershipUpdated: "a new owner was proposed, or has taken over" {
            old_owner: Text "who was the owner, or `none`",
            owner: Text "who is, or `none`",
            pending_owner: Text "who may take over, or `none`",
        }
        "migrated" = Migrated: "the code was replaced" {
            from: Text "the version until now",
            to: Text "the version from now on",
        }
    }
}
