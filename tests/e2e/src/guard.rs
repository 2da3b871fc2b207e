//! A backstop of a deployed protocol.

use cosmwasm_std::to_json_binary;
use floe_api::backstop::{BackstopHookMsg, ExecuteMsg as BackstopMsg, InstantiateMsg};
use floe_api::hub::{ExecuteMsg, GuaranteesResponse, QueryMsg, RedemptionRateResponse};
use floe_client::protocol::HubClient;
use floe_client::{ChainExt, Instance};
use floe_core::units::DAY;

use crate::world::Deployed;

impl Deployed<'_> {
    /// Gives the hub a backstop with all shares of somebody, and returns its address.
    pub fn guard(&mut self, by: &str) -> String {
        let code = self.net.backstop();
        let owner = self.person("owner");
        let msg = InstantiateMsg {
            hub: self.hub.clone(),
            cooldown: DAY,
        };
        let new = Instance::new(code, "backstop");
        let backstop = self.net.chain_mut().instantiate(&owner, &new, &msg).unwrap();
        self.execute(
            "owner",
            &ExecuteMsg::UpdateRoles {
                guardian: None,
                governor: None,
                bonds: None,
                backstop: Some(Some(backstop.clone())),
            },
        );
        let keeper = self.person("keeper");
        let accept = BackstopMsg::AcceptGuarantor {};
        let accepted = self.net.chain_mut().execute(&keeper, &backstop, &accept, &[]);
        accepted.unwrap();
        let deposit = BackstopHookMsg::Deposit {
            receiver: None,
            min_units: None,
        };
        let amount = self.shares(by);
        self.execute(
            by,
            &ExecuteMsg::Send {
                contract: backstop.clone(),
                amount: amount.into(),
                msg: to_json_binary(&deposit).unwrap(),
            },
        );
        assert_eq!(self.shares_of(&backstop), amount);
        backstop
    }

    pub fn guarantees(&self) -> GuaranteesResponse {
        self.ask(&QueryMsg::Guarantees {})
    }

    /// As lenders and routers ask for it.
    pub fn redemption_rate(&self) -> RedemptionRateResponse {
        let hub = HubClient::new(self.net.chain(), &self.hub);
        let token = hub.get_lst_asset_denom().unwrap();
        hub.redemption_rate(&token).unwrap()
    }
}
