//! What is said to the program: for each command that speaks to a node, one or more sets of arguments.

/// Whose key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Owner,
    User,
    Keeper,
}

/// How much may be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signs {
    /// One transaction for each yes.
    AsConfirmed,
    /// Each step once, all steps for one yes.
    Steps,
    /// By itself, within the day's limit.
    WithinBudget,
}

/// The most that a keeper of these tests may spend in a day, in base units.
pub const BUDGET: u128 = 300_000;

#[derive(Clone, Debug)]
pub struct Talk {
    /// As the command line names it.
    pub command: &'static str,
    /// `{user}`, `{val}`, `{registry}` stand for addresses.
    pub args: Vec<&'static str>,
    pub who: Who,
    pub signs: Signs,
    /// With an honest node.
    pub sends: bool,
    /// With an honest node, besides 0.
    pub may_end_with: Vec<u8>,
    /// Beginnings of the paths of files that it may write.
    pub files: Vec<&'static str>,
    /// Needs a deployment to run.
    pub prepared: bool,
}

impl Talk {
    fn new(command: &'static str, args: &[&'static str], who: Who) -> Self {
        Self {
            command,
            args: args.to_vec(),
            who,
            signs: Signs::AsConfirmed,
            sends: false,
            may_end_with: Vec::new(),
            files: Vec::new(),
            prepared: false,
        }
    }

    fn sends(mut self) -> Self {
        self.sends = true;
        self
    }

    fn ends(mut self, code: u8) -> Self {
        self.may_end_with.push(code);
        self
    }

    fn writes(mut self, files: &[&'static str]) -> Self {
        self.files.extend(files);
        self
    }

    fn prepared(mut self) -> Self {
        self.prepared = true;
        self
    }

    fn signs(mut self, signs: Signs) -> Self {
        self.signs = signs;
        self
    }

    pub fn told(&self) -> String {
        format!("floe {} {}", self.command, self.args.join(" "))
    }
}

/// Of no transaction.
const HASH: &str = "ABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABAB";

pub fn all() -> Vec<Talk> {
    let user = |command, args: &[&'static str]| Talk::new(command, args, Who::User);
    let owner = |command, args: &[&'static str]| Talk::new(command, args, Who::Owner);
    let keeper = |command, args: &[&'static str]| Talk::new(command, args, Who::Keeper);
    let deployments = ["deployments/"];
    let mut all = vec![
        user("init", &[]).writes(&["floe.toml"]),
        user("keys show", &[]),
        user("stake", &["5000000 stake"]).sends(),
        user("stake", &["70 stake", "--receiver", "{owner}"])
            .ends(2)
            .ends(4),
        user("unstake", &["50 flSTAKE"]).sends(),
        user("unstake", &["10 flSTAKE", "--instant"]).ends(4),
        user("cancel", &["20 flSTAKE"]).sends(),
        user("cancel", &[]).sends(),
        // There is no timelock in this world.
        user("object", &["1", "5 flSTAKE"]).ends(4),
        user("claim", &[]).sends(),
        owner("claim", &["--for", "{user}"]).sends(),
        user("protect deposit", &["50 flSTAKE"]).sends(),
        user("protect begin", &["20 units"]).sends(),
        user("protect stop", &[]).sends(),
        user("protect withdraw", &["--receiver", "{owner}"]).sends(),
        user("protect status", &[]),
        // The user has a validator of its own, whose bond is listed and has cooled in part; the owner has one that is not listed.
        user("operator post", &["50 flSTAKE"]).sends(),
        owner("operator list", &[]).sends(),
        user("operator unlist", &[]).sends(),
        user("operator begin", &["5 flSTAKE"]).sends(),
        user("operator withdraw", &[]).sends(),
        user("operator status", &[]),
        // Nor a contract of stakes, nor a gauge.
        user("lock deposit", &["5 flSTAKE"]).ends(4),
        user("lock begin", &["all"]).ends(4),
        user("lock withdraw", &[]).ends(4),
        user("lock claim", &[]).ends(4),
        user("lock fund", &["5 flSTAKE"]).ends(4),
        user("lock status", &[]).ends(4),
        user("vote show", &[]).ends(4),
        user("vote proposal", &["7", "yes"]).ends(4),
        user("vote validators", &["{val}=100"]).ends(4),
        user("vote open", &["7"]).ends(4),
        user("vote cast", &["7"]).ends(4),
        user("vote apply", &[]).ends(4),
        user("vote poke", &["{owner}"]).ends(4),
        user("balance", &[]),
        user("balance", &["{owner}"]),
        user("status", &[]).ends(1),
        user("validators", &[]),
        user("rate", &[]),
        user("rate", &["--history"]),
        user("rate", &["--plot", "rate.svg"]).writes(&["rate.svg"]),
        user("report", &[]).ends(1),
        user("report", &["--address", "{user}", "--csv", "report.csv"])
            .writes(&["report.csv"])
            .ends(1),
        user("send", &["5000 stake", "{owner}"]).sends(),
        user("send", &["all", "flSTAKE", "{owner}"]).sends(),
        user("stake", &["all"]).sends(),
        user("tx", &[HASH]).ends(1),
        user("params", &[]),
        user("proposals", &["--all"]),
        user("validators", &["--plot", "stake.svg"]).writes(&["stake.svg"]),
        user("status", &["--plot", "exits.svg"])
            .writes(&["exits.svg"])
            .ends(1),
        user("report", &["--plot", "days.svg"])
            .writes(&["days.svg"])
            .ends(1),
        user("history", &["--votes"]),
        user("watch", &["--for", "10min"]),
        user("quote stake", &["100000 stake"]),
        user("quote unstake", &["100 flSTAKE"]),
        owner("deploy init", &[]).writes(&["deployment.toml"]),
        owner("deploy plan", &[]).prepared().ends(1),
        owner("deploy run", &[])
            .prepared()
            .signs(Signs::Steps)
            .sends()
            .writes(&deployments),
        owner("deploy verify", &["--artifacts", "artifacts"]).ends(1),
        owner("doctor", &["--artifacts", "artifacts"]).ends(1),
        keeper("keeper check", &["--claim-above", "1 stake"]).ends(1),
        user("index run", &["--listen", "off"]).writes(&["index.db"]),
        // There is no index in this world.
        user("index status", &[]).ends(2),
        user("index verify", &[]).ends(2),
        user("index rebuild", &[]).ends(2),
        user("index document", &[]),
    ];
    let keeps = [
        keeper(
            "keeper once",
            &["--claim-above", "1 stake", "--max-fee-per-day", "300000 stake"],
        )
        .ends(1),
        keeper(
            "keeper run",
            &[
                "--claim-above",
                "1 stake",
                "--max-fee-per-day",
                "300000 stake",
                "--jitter",
                "0",
                "--http",
                "off",
            ],
        ),
    ];
    all.extend(keeps.map(|talk| talk.signs(Signs::WithinBudget).sends().writes(&["keeper-"])));
    let admin: [(&'static str, &[&'static str]); 35] = [
        ("admin params", &["min_bond=20000 stake"]),
        ("admin fee", &["--bps", "400"]),
        ("admin roles", &["--guardian", "{user}"]),
        ("admin pause", &["deposits"]),
        ("admin unpause", &["deposits"]),
        ("admin rearm-guardian", &[]),
        ("admin wind-down", &[]),
        ("admin write-off", &["{val}"]),
        ("admin forget", &["{val}"]),
        ("admin vote", &["1", "yes"]),
        ("admin vote-weighted", &["1", "yes=0.7", "abstain=0.3"]),
        ("admin marketing", &["--project", "floe"]),
        ("admin logo", &["https://example.org/logo.svg"]),
        ("admin add-validator", &["{val}", "--weight", "2"]),
        ("admin set-weights", &["{val}=3"]),
        ("admin remove-validator", &["{val}"]),
        ("admin pause-validator", &["{val}"]),
        ("admin resume-validator", &["{val}"]),
        ("admin registry-params", &["--max-commission", "0.1"]),
        ("admin registry-roles", &["--steward", "{user}"]),
        ("admin refresh", &[]),
        ("admin send-foreign", &["5", "uatom", "{user}"]),
        ("admin forward", &[]),
        ("admin set-swapper", &["{user}"]),
        ("admin sell", &["uatom"]),
        ("admin proposal", &["execute", "1"]),
        ("admin timelock-accept", &["{user}"]),
        ("admin timelock-times", &["--exit", "35d"]),
        ("admin timelock-members", &["--add-canceller", "{user}"]),
        ("admin stakes", &["{user}", "--listener", "{owner}"]),
        ("admin transfer-ownership", &["{user}"]),
        ("admin accept-ownership", &[]),
        ("admin migrate", &["hub", "--code", "1"]),
        ("admin set-admin", &["{user}"]),
        ("admin set-admin", &["none"]),
    ];
    // Some have nothing to do in this world, and say so.
    let idle = |talk: &Talk| {
        let idle = [
            "unpause",
            "add-validator",
            "resume-validator",
            "send-foreign",
            // There is no swapper, no timelock and no contract of stakes in this world.
            "sell",
            "proposal",
            "timelock-accept",
            "timelock-times",
            "timelock-members",
            "stakes",
            "accept-ownership",
            "migrate",
            "remove-validator",
            "write-off",
            "forget",
        ];
        idle.iter().any(|name| talk.command == format!("admin {name}"))
    };
    for (command, args) in admin {
        let talk = owner(command, args);
        all.push(if idle(&talk) {
            talk.ends(2).ends(4)
        } else {
            talk.sends()
        });
    }
    all
}
