//! What only a test can do: slash, jail, reward, fail.

use super::{How, ModuleFault, Slash, SlashOutcome, *};

/// What happens to a chain besides transactions.
impl ChainDouble {
    /// Ends the current block and begins `blocks` further ones, the `i`-th at
    /// `⌊secs · i / blocks⌋` seconds from now. Every block that is passed ends too.
    pub fn advance(&mut self, secs: u64, blocks: u64) -> AnyResult<()> {
        ensure!(blocks > 0, "time passes only with blocks");
        let start = self.block();
        for i in 1..=blocks {
            let passed = u128::from(secs) * u128::from(i) / u128::from(blocks);
            self.with(|ctx| ctx.end_block())?;
            let mut block = start.clone();
            block.height += i;
            block.time = block.time.plus_seconds(u64::try_from(passed)?);
            self.app_mut().set_block(block);
        }
        Ok(())
    }

    /// One block of the configured length.
    pub fn next_block(&mut self) -> AnyResult<()> {
        self.advance(self.config().block_secs, 1)
    }

    /// Adds a bonded validator with `power` base units of other people's stake at one share
    /// each, and returns its operator address.
    pub fn add_validator(&mut self, name: &str, commission: Decimal, power: Uint128) -> AnyResult<String> {
        let operator = self.operator(name);
        self.add_operator(&operator, commission, power)?;
        Ok(operator)
    }

    /// The same at an operator address, which has the bytes of the account whose own validator it is.
    pub fn add_operator(&mut self, operator: &str, commission: Decimal, power: Uint128) -> AnyResult<()> {
        let stake = coin(power.u128(), self.denom());
        self.with(|ctx| {
            ensure!(
                !Table::Validator.has(ctx.storage, &[operator]),
                "validator exists: {operator}"
            );
            if !power.is_zero() {
                ctx.mint(&staking_pool(), vec![stake])?;
            }
            Validator::bonded(commission, power.u128()).save(ctx.storage, operator);
            Ok(())
        })
    }

    /// Jails a validator: out of the bonded set at once. Nothing if it is jailed.
    pub fn jail(&mut self, operator: &str) -> AnyResult<()> {
        self.with(|ctx| ctx.jail(operator))
    }

    /// Jails a validator for good.
    pub fn tombstone(&mut self, operator: &str) -> AnyResult<()> {
        self.with(|ctx| ctx.tombstone(operator))
    }

    /// Brings a jailed or unbonded validator back into the bonded set at once. Refused for a
    /// bonded and for a tombstoned one.
    pub fn unjail(&mut self, operator: &str) -> AnyResult<()> {
        self.with(|ctx| ctx.unjail(operator))
    }

    /// Makes a validator unbonded at once, without jailing it.
    pub fn unbond_validator(&mut self, operator: &str) -> AnyResult<()> {
        self.with(|ctx| ctx.unbond_validator(operator))
    }

    /// Unbonding entries made from now on are paid `secs` after their completion; 0: no more.
    pub fn hold(&mut self, operator: &str, secs: u64) -> AnyResult<()> {
        self.change(operator, |validator| validator.hold_secs = secs)
    }

    /// Switches faults of a validator on, as errors, or off; others stay as they are.
    pub fn fail(&mut self, operator: &str, faults: &[ModuleFault], on: bool) -> AnyResult<()> {
        self.set_faults(operator, faults, on, How::Error)
    }

    /// Has the modules panic at these messages for a validator.
    ///
    /// # Errors
    /// For faults that are no refusals, and an unknown validator.
    pub fn panic(&mut self, operator: &str, faults: &[ModuleFault]) -> AnyResult<()> {
        self.set_faults(operator, faults, true, How::Panic)
    }

    /// The same for both kinds. A fault that is switched off is off, whichever kind it was.
    pub fn set_faults(
        &mut self,
        operator: &str,
        faults: &[ModuleFault],
        on: bool,
        how: How,
    ) -> AnyResult<()> {
        for fault in faults {
            ensure!(
                how == How::Error || fault.is_refusal(),
                "only delegate, undelegate, redelegate and withdraw can panic"
            );
        }
        self.change(operator, |validator| {
            for fault in faults {
                validator.faults.set(*fault, on);
                validator.panics.set(*fault, on && how == How::Panic);
            }
        })
    }

    /// Ends the voting period of a proposal of x/gov: votes on it are refused from then on.
    pub fn end_voting(&mut self, proposal: u64) {
        super::gov_module::end_voting(self.app_mut().storage_mut(), proposal);
    }

    /// The commission from now on. Rewards accrue after commission, so it changes nothing but what is listed.
    pub fn set_commission(&mut self, operator: &str, commission: Decimal) -> AnyResult<()> {
        ensure!(commission <= Decimal::one(), "a commission is 1 at most");
        self.change(operator, |validator| validator.commission = commission)
    }

    /// See [`Slash`].
    pub fn slash(&mut self, slash: &Slash) -> AnyResult<SlashOutcome> {
        self.with(|ctx| ctx.slash(slash))
    }

    /// Whether `SetWithdrawAddress` is accepted; it is at first.
    pub fn set_withdraw_address_enabled(&mut self, on: bool) {
        self.set_params(|params| params.withdraw_address_enabled = on);
    }

    /// Changes the unbonding time of what begins from now on.
    pub fn set_unbonding_secs(&mut self, secs: u64) {
        self.set_params(|params| params.unbonding_secs = secs);
    }

    /// The unbonding time of what begins now, in seconds.
    pub fn unbonding_secs(&self) -> u64 {
        Params::load(self.app().storage()).unbonding_secs
    }

    /// Changes the limit of entries.
    pub fn set_max_entries(&mut self, entries: u32) {
        self.set_params(|params| params.max_entries = entries.into());
    }

    /// Accrues exact rewards, commission already taken, to a delegation.
    pub fn rewards(&mut self, delegator: &Addr, operator: &str, coins: &[Coin]) -> AnyResult<()> {
        self.with(|ctx| {
            for coin in coins {
                let amount = Dec::from_int(coin.amount.u128());
                ctx.accrue(delegator.as_str(), operator, &coin.denom, amount)?;
            }
            Ok(())
        })
    }

    /// The same with decimals: what withdrawing truncates.
    pub fn rewards_decimal(
        &mut self,
        delegator: &Addr,
        operator: &str,
        amount: Decimal256,
        denom: &str,
    ) -> AnyResult<()> {
        self.with(|ctx| ctx.accrue(delegator.as_str(), operator, denom, amount.into()))
    }

    /// Spreads rewards of the staking token over the delegations to bonded validators by amount,
    /// the remainder to the largest. An error if there are none.
    pub fn rewards_spread(&mut self, delegator: &Addr, amount: Uint128) -> AnyResult<()> {
        self.with(|ctx| ctx.accrue_everywhere(delegator.as_str(), amount.u128()))
    }

    fn change(&mut self, operator: &str, change: impl FnOnce(&mut Validator)) -> AnyResult<()> {
        self.with(|ctx| {
            let mut validator = Validator::named(ctx.storage, operator)?;
            change(&mut validator);
            validator.save(ctx.storage, operator);
            Ok(())
        })
    }

    fn set_params(&mut self, change: impl FnOnce(&mut Params)) {
        let storage = self.app_mut().storage_mut();
        let mut params = Params::load(storage);
        change(&mut params);
        params.save(storage);
    }

    /// Runs the modules outside of a transaction, in the current block.
    fn with<T>(&mut self, run: impl FnOnce(&mut Ctx<'_, Empty, Empty>) -> AnyResult<T>) -> AnyResult<T> {
        let block = self.block();
        self.app_mut().init_modules(|router, api, storage| {
            run(&mut Ctx {
                api,
                storage,
                router: &*router,
                block: &block,
            })
        })
    }
}
