//! What the hub reports: each event as it is written, and an indexer that needs nothing else.

mod golden;
mod indexer;

use floe_api::events::{HubFact, ShellFact};
use floe_api::hub::MigrateMsg;
use floe_testing::suite::TxResult;
use floe_tests::history::{act, deployed, forwarder};
use floe_tests::indexer::Indexer;
use floe_tests::prelude::*;
use floe_tests::world::*;
