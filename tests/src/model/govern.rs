//! What the owner's messages do to the books.

use super::{Model, Params, Refusal, Stream, View};

impl Model {
    /// `update_params`: a change of the stream's cap or drip time looks first, and only slows what runs.
    pub fn update_params(&mut self, view: &View, change: impl FnOnce(&mut Params)) {
        let mut params = self.params.clone();
        change(&mut params);
        let paced =
            (params.max_apr_bps, params.drip_secs) != (self.params.max_apr_bps, self.params.drip_secs);
        if paced {
            self.observe(view);
        }
        let pace = |params: &Params| {
            (
                params.batch_interval,
                params.unbonding_estimate,
                params.max_entries,
            )
        };
        let closes = pace(&params) != pace(&self.params);
        self.params = params;
        if closes {
            self.interval_seen = self.interval();
        }
        if paced {
            self.slow_stream(view.now());
        }
    }

    /// `wind_down`: settles what can be, by the rules until now (docs/adr/0081); what has not been released is shared at
    /// once among those not yet paid, and there is no stream any more. Returns the batches settled.
    pub fn wind_down(&mut self, view: &View) -> Result<Vec<u64>, Refusal> {
        if self.winding_down {
            return Err(Refusal::WindingDown);
        }
        self.observe(view);
        let settled = self.settle(view);
        let (left, pool) = (self.unreleased(view.now()), self.pool(view.now()));
        self.winding_down = true;
        self.stream = Stream::default();
        self.share_gain(left, pool);
        Ok(settled)
    }
}
