//! One run of the program with its nodes.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use floe_cli::{ExitCode, Host, Stop};
use floe_client::{Chain, Live, LiveConfig, Signer};
use floe_hostile::{Manner, Node, Random, Signed, Temper, TrueChain};
use tempfile::TempDir;

use crate::talks::{Signs, Talk, Who};

/// A published phrase of a test vector, whose accounts are these people.
pub const WORDS: &str =
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

/// The most that a transaction may pay where a conversation sets a limit, in base units.
pub const MAX_FEE: u128 = 100_000;

/// Rounds of a keeper that runs.
const ROUNDS: u32 = 3;

pub fn path_of(who: Who) -> String {
    let index = match who {
        Who::Owner => 0,
        Who::User => 1,
        Who::Keeper => 2,
    };
    format!("m/44'/118'/0'/0/{index}")
}

/// Addresses of owner, user and keeper.
pub fn addresses() -> &'static [String] {
    static ALL: OnceLock<Vec<String>> = OnceLock::new();
    ALL.get_or_init(|| {
        let each = [Who::Owner, Who::User, Who::Keeper].map(|who| {
            let signer = Signer::from_mnemonic_at(WORDS, &path_of(who)).unwrap();
            signer.address("wasm").unwrap()
        });
        each.to_vec()
    })
}

/// How long the program waits for its nodes.
#[derive(Clone, Copy, Debug)]
struct Patience {
    request: Duration,
    total: Duration,
    inclusion: Duration,
    /// How many blocks a transaction can land.
    blocks: u64,
}

/// For nodes that answer when this machine lets them.
const LONG: Patience = Patience {
    request: Duration::from_secs(60),
    total: Duration::from_secs(120),
    inclusion: Duration::from_secs(60),
    blocks: 100,
};

impl Patience {
    /// As a node that takes its time should be left: with a long life of transactions, or with one that ends at once.
    fn drawn(random: &mut Random) -> Self {
        let blocks = if random.chance(20) { 0 } else { 100 };
        Self {
            request: Duration::from_secs(1),
            total: Duration::from_secs(4),
            inclusion: Duration::from_millis(if blocks == 0 { 2_200 } else { 500 }),
            blocks,
        }
    }
}

/// Flags that a seed decides.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wish {
    pub yes: bool,
    pub json: bool,
    pub max_fee: bool,
    pub gas_price: bool,
    pub dry_run: bool,
    pub generate_only: bool,
}

/// What came of it.
pub struct Ended {
    pub told: String,
    pub signs: Signs,
    pub wish: Wish,
    pub exit: ExitCode,
    pub panicked: bool,
    pub out: String,
    pub err: String,
    /// What was written that is not UTF-8.
    pub garbled: bool,
    pub took: Duration,
    /// Confirmations given to sign.
    pub yes: usize,
    /// The fee shown before the last of them, or before all; base units.
    pub shown: Option<u128>,
    /// Signed transactions that nodes were sent, each once, in their order.
    pub sent: Vec<Signed>,
    /// Whether each of them has happened.
    pub happened: Vec<Option<bool>>,
    /// Paths that were written, from the folder above the program's.
    pub written: Vec<String>,
    pub files: Vec<&'static str>,
    /// Honest nodes, and others.
    pub honest: usize,
    pub hostile: usize,
    pub requests: usize,
    pub lies: usize,
    pub most_taken: usize,
}

impl Ended {
    pub fn signed(&self) -> &[Signed] {
        &self.sent
    }
}

/// A recorded stream.
#[derive(Clone, Default)]
pub struct Tape(Rc<RefCell<Vec<u8>>>);

impl Tape {
    fn bytes(&self) -> Vec<u8> {
        self.0.borrow().clone()
    }
}

impl Write for Tape {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A world, the program's folder in another one, and what the arguments stand for.
pub struct Stage {
    pub world: Arc<TrueChain>,
    pub hub: String,
    outside: TempDir,
    places: BTreeMap<&'static str, String>,
}

impl Stage {
    pub fn new() -> Self {
        let (world, hub) = TrueChain::deployed(addresses());
        let operator = world.chain(|chain| {
            let validators = chain.validators().unwrap().into_iter();
            validators.max_by_key(|known| known.tokens).unwrap().operator
        });
        let all = addresses();
        let places = [
            ("{owner}", all[0].clone()),
            ("{user}", all[1].clone()),
            ("{keeper}", all[2].clone()),
            ("{val}", operator),
        ];
        let outside = TempDir::new().unwrap();
        let stage = Self {
            world: Arc::new(world),
            hub,
            outside,
            places: BTreeMap::from(places),
        };
        fs::create_dir_all(stage.folder().join("artifacts")).unwrap();
        let names = ["floe_hub", "floe_validator_registry", "floe_reward_collector"];
        for name in names {
            fs::write(stage.folder().join(format!("artifacts/{name}.wasm")), name).unwrap();
        }
        fs::write(stage.folder().join("artifacts/commit.txt"), "c0ffee\n").unwrap();
        fs::write(stage.folder().join("artifacts/toolchain.txt"), "rustc 1\n").unwrap();
        stage
    }

    pub fn folder(&self) -> PathBuf {
        self.outside.path().join("here")
    }

    pub fn filled(&self, text: &str) -> String {
        let fill = |text: String, (name, value): (&&str, &String)| text.replace(name, value);
        self.places.iter().fold(text.to_owned(), fill)
    }

    /// All files with what they hold, by their paths from the folder above the program's.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        let mut open = vec![self.outside.path().to_owned()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    let name = path.strip_prefix(self.outside.path()).unwrap();
                    found.insert(name.display().to_string(), fs::read(&path).unwrap());
                }
            }
        }
        found
    }

    fn honest_node(&self) -> Node {
        Node::start(self.world.clone(), Manner::Honest, 0)
    }

    /// The deployment that `deploy init` writes.
    fn prepare(&self) {
        let talk = crate::talks::all()
            .into_iter()
            .find(|talk| talk.command == "deploy init")
            .unwrap();
        let ended = self.converse(
            &talk,
            &[self.honest_node()],
            Wish::default(),
            LONG,
            &Random::new(0),
        );
        assert_eq!(ended.exit, ExitCode::Done, "{}", ended.err);
    }

    fn args(&self, talk: &Talk, nodes: &[Node], wish: Wish) -> Vec<String> {
        let mut args = vec!["floe".to_owned()];
        args.extend(talk.command.split(' ').map(str::to_owned));
        args.extend(talk.args.iter().map(|text| self.filled(text)));
        let mut flag = |name: &str, value: &str| args.extend([name.to_owned(), value.to_owned()]);
        if talk.command == "init" {
            flag("--node", &nodes[0].url());
            return args;
        }
        for node in nodes {
            flag("--node", &node.url());
        }
        flag("--chain-id", "floe-1");
        flag("--key-env", "WORDS");
        if !talk.prepared {
            flag("--hub", &self.hub);
        }
        if wish.max_fee {
            flag("--max-fee", &format!("{MAX_FEE} stake"));
        }
        if wish.gas_price {
            flag("--gas-price", "0.025stake");
        }
        let switches = [
            (wish.yes, "--yes"),
            (wish.json, "--json"),
            (wish.dry_run, "--dry-run"),
            (wish.generate_only, "--generate-only"),
        ];
        args.extend(
            switches
                .iter()
                .filter(|(on, _)| *on)
                .map(|(_, name)| (*name).to_owned()),
        );
        args
    }

    fn converse(
        &self,
        talk: &Talk,
        nodes: &[Node],
        wish: Wish,
        patience: Patience,
        random: &Random,
    ) -> Ended {
        let args = self.args(talk, nodes, wish);
        let before = self.files();
        let (out, err) = (Tape::default(), Tape::default());
        let yes = Rc::new(Cell::new(0));
        let shown = Rc::new(Cell::new(None));
        let mut whims = random.clone();
        let (given, seen, screen) = (Rc::clone(&yes), Rc::clone(&shown), err.clone());
        let mut rounds = 0;
        let mut host = Host {
            out: Box::new(out.clone()),
            err: Box::new(err.clone()),
            vars: BTreeMap::from([
                ("WORDS".to_owned(), WORDS.to_owned()),
                ("FLOE_KEY_PATH".to_owned(), path_of(talk.who)),
            ]),
            folder: self.folder(),
            connect: Box::new(move |connection| {
                let config = LiveConfig {
                    request_timeout: patience.request,
                    total_timeout: patience.total,
                    rounds: 2,
                    backoff: Duration::from_millis(1),
                    poll: Duration::from_millis(2),
                    inclusion_timeout: patience.inclusion,
                    block_timeout: patience.inclusion,
                    valid_blocks: patience.blocks,
                    ..connection.live()
                };
                Ok(Box::new(Live::connect(config)?))
            }),
            ask: Box::new(move |question| {
                if let Some(words) = question.split('`').nth(1) {
                    return Ok(Some(words.to_owned()));
                }
                if whims.chance(10) {
                    return Ok(Some("n".to_owned()));
                }
                given.set(given.get() + 1);
                seen.set(Some(fees(&String::from_utf8_lossy(&screen.bytes()))));
                Ok(Some("y".to_owned()))
            }),
            ask_secret: Box::new(|_| Ok(None)),
            input: Box::new(|| Ok(None)),
            clock: Box::new(|| SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()),
            wait: Box::new(move |_, stop| {
                rounds += 1;
                if rounds >= ROUNDS {
                    stop.ask();
                }
            }),
            random: Box::new(|| 0),
            look: floe_cli::TerminalLook::default(),
            stop: Box::new(|| Ok(Stop::default())),
        };
        let began = Instant::now();
        let ran = catch_unwind(AssertUnwindSafe(|| floe_cli::run(&args, &mut host)));
        let took = began.elapsed();
        let (panicked, exit) = match ran {
            Ok(exit) => (false, exit),
            Err(_) => (true, ExitCode::Failed),
        };
        let after = self.files();
        let changed = after
            .iter()
            .filter(|(name, text)| before.get(*name) != Some(text));
        let written = changed.map(|(name, _)| name.clone()).collect();
        let mut sent: Vec<Signed> = Vec::new();
        for tx in nodes.iter().flat_map(Node::received) {
            let signed = Signed::read(&tx).expect("a signed transaction");
            if sent.iter().all(|known| known.hash != signed.hash) {
                sent.push(signed);
            }
        }
        sent.sort_by_key(|signed| signed.sequence);
        let happened = sent
            .iter()
            .map(|signed| self.world.succeeded(&signed.hash))
            .collect();
        let text = |tape: &Tape| String::from_utf8_lossy(&tape.bytes()).into_owned();
        let garbled = [&out, &err]
            .iter()
            .any(|tape| String::from_utf8(tape.bytes()).is_err());
        let err_text = text(&err);
        let shown = match wish.yes {
            true => Some(fees(&err_text)),
            false => shown.get(),
        };
        Ended {
            told: args.join(" "),
            signs: talk.signs,
            wish,
            exit,
            panicked,
            out: text(&out),
            err: err_text,
            garbled,
            took,
            yes: if wish.yes { 1 } else { yes.get() },
            shown,
            sent,
            happened,
            written,
            files: talk.files.clone(),
            honest: nodes.iter().filter(|node| node.is_honest()).count(),
            hostile: nodes.iter().filter(|node| !node.is_honest()).count(),
            requests: nodes.iter().map(Node::requests).sum(),
            lies: nodes.iter().map(Node::lies).sum(),
            most_taken: nodes.iter().map(Node::most_taken).max().unwrap_or_default(),
        }
    }
}

/// The sum of the fees that lines of a preview name, in base units.
fn fees(text: &str) -> u128 {
    let each = text.lines().filter_map(|line| {
        let amount = line.trim().strip_prefix("fee: ")?;
        let end = amount
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(amount.len());
        let (number, unit) = amount.split_at(end);
        // A node can name another coin, whose unit is a million.
        let scale = if unit.trim() == "atom" { 1_000_000.0 } else { 1.0 };
        let exact = number.parse::<u128>().ok().filter(|_| scale < 2.0);
        exact.or_else(|| {
            number
                .parse::<f64>()
                .ok()
                .map(|number| (number * scale).ceil() as u128)
        })
    });
    each.fold(0, u128::saturating_add)
}

/// With one node that says what is true.
pub fn honest(talk: &Talk) -> Ended {
    let stage = Stage::new();
    if talk.prepared {
        stage.prepare();
    }
    let wish = Wish {
        yes: true,
        max_fee: true,
        ..Wish::default()
    };
    stage.converse(talk, &[stage.honest_node()], wish, LONG, &Random::new(3))
}

/// As a seed decides.
pub fn hostile(talk: &Talk, seed: u64) -> Ended {
    let mut random = Random::new(seed.wrapping_mul(0x2545_f491_4f6c_dd1d));
    let stage = Stage::new();
    if talk.prepared {
        stage.prepare();
    }
    // Whether each node lies.
    let sets: [&[bool]; 8] = [
        &[true],
        &[true],
        &[true, false],
        &[true, false],
        &[false, true],
        &[true, true],
        &[false, true, false],
        &[true, false, true],
    ];
    let set = *random.one(&sets);
    let nodes: Vec<Node> = set
        .iter()
        .map(|lies| {
            let manner = match lies {
                true => Manner::Liar(Temper::drawn(&mut random, talk.sends)),
                false => Manner::Honest,
            };
            Node::start(stage.world.clone(), manner, random.number())
        })
        .collect();
    let wish = Wish {
        yes: random.chance(40),
        json: random.chance(20),
        max_fee: random.chance(85),
        gas_price: random.chance(30),
        dry_run: random.chance(4),
        generate_only: random.chance(4),
    };
    let wish = Wish {
        generate_only: wish.generate_only && !wish.dry_run,
        ..wish
    };
    let patience = Patience::drawn(&mut random);
    stage.converse(talk, &nodes, wish, patience, &random)
}

/// Whether a path begins with what may be written in the program's folder.
pub fn is_own(path: &str, files: &[&'static str]) -> bool {
    let own = Path::new("here");
    files
        .iter()
        .any(|file| path.starts_with(&own.join(file).display().to_string()))
}
