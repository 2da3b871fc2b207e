//! What is changed.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{bail, Context, Result};
use proc_macro2::Span;
use serde::Deserialize;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// Names that stand for arithmetic, and what each is taken for. cargo-mutants knows operators only.
const TWINS: &[(&str, &str)] = &[
    ("plus", "minus"),
    ("more", "less"),
    ("min", "max"),
    ("saturating_add", "saturating_sub"),
    ("checked_add", "checked_sub"),
    ("mul_div_floor", "mul_div_ceil"),
    ("floor", "ceil"),
];

pub(crate) struct Mutant {
    /// Counts from one.
    pub id: usize,
    pub package: String,
    /// From the root of the repository.
    pub file: String,
    /// File and change without line and column, as explanations name it.
    pub name: String,
    pub line: usize,
    pub change: Change,
}

/// Byte ranges are of the file as it is.
#[derive(Clone)]
pub(crate) enum Change {
    /// The expression becomes this text. Some fields of structs are named by their value, so the name is to be written.
    Expression {
        at: Range<usize>,
        to: String,
        name: Option<String>,
    },
    /// The function whose body begins here returns this at once.
    Function { at: usize, returns: String },
    /// The arm whose pattern ends here, and whose guard is there, is never taken.
    Arm { at: usize, guard: Option<Range<usize>> },
}

impl Mutant {
    /// Its name with the line, for people who look for it.
    pub fn place(&self) -> String {
        self.name
            .replacen(&self.file, &format!("{}:{}", self.file, self.line), 1)
    }
}

/// Of cargo-mutants' list, what is used here.
#[derive(Deserialize)]
struct Listed {
    package: String,
    file: String,
    name: String,
    genre: String,
    replacement: String,
    span: Place,
}

#[derive(Deserialize)]
struct Place {
    start: LineColumn,
}

#[derive(Deserialize)]
struct LineColumn {
    line: usize,
    column: usize,
}

/// All changes of the packages' files whose path contains `part`.
pub fn all(root: &Path, packages: &[String], part: &str) -> Result<Vec<Mutant>> {
    let mut files: BTreeMap<String, (String, Vec<Listed>)> = BTreeMap::new();
    for mutant in listed(root, packages)? {
        if mutant.file.contains(part) {
            let file = files
                .entry(mutant.file.clone())
                .or_insert_with(|| (mutant.package.clone(), Vec::new()));
            file.1.push(mutant);
        }
    }
    let mut all = Vec::new();
    for (file, (package, listed)) in files {
        let text = fs::read_to_string(root.join(&file))?;
        let found = Sites::of(&text).with_context(|| format!("{file} cannot be parsed"))?;
        let changes = listed
            .iter()
            .filter_map(|mutant| found.change(mutant).transpose());
        let own = found.twins.iter().map(|twin| Ok(twin.clone()));
        for change in changes.chain(own) {
            let (what, line, change) = change?;
            all.push(Mutant {
                id: all.len().saturating_add(1),
                package: package.clone(),
                name: format!("{file}: {what}"),
                file: file.clone(),
                line,
                change,
            });
        }
    }
    Ok(all)
}

fn listed(root: &Path, packages: &[String]) -> Result<Vec<Listed>> {
    let output = Command::new("cargo")
        .args(["mutants", "--list", "--json"])
        .args(packages.iter().flat_map(|package| ["-p", package]))
        .current_dir(root)
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        bail!("cargo mutants does not list; scripts/mutants.sh installs it");
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

type Named = (String, usize, Change);

/// Where what can be changed lies in a file, by the byte where cargo-mutants says that a change begins.
#[derive(Default)]
struct Sites<'t> {
    text: &'t str,
    /// By operator: the left side, the right side.
    binary: BTreeMap<usize, (Range<usize>, Range<usize>)>,
    /// By operator: the whole and the operand.
    unary: BTreeMap<usize, (Range<usize>, Range<usize>)>,
    /// By the first statement: where the body begins.
    bodies: BTreeMap<usize, usize>,
    guards: BTreeMap<usize, Range<usize>>,
    /// By the pattern: where it ends, and the guard.
    arms: BTreeMap<usize, (usize, Option<Range<usize>>)>,
    /// By the field: its value, its name, whether the value names it, and what gives the rest.
    fields: BTreeMap<usize, (Range<usize>, String, bool, Range<usize>)>,
    twins: Vec<Named>,
    /// Names of the functions around.
    within: Vec<String>,
}

impl<'t> Sites<'t> {
    fn of(text: &'t str) -> Result<Self> {
        let mut sites = Self {
            text,
            ..Self::default()
        };
        let file = syn::parse_file(text)?;
        sites.visit_file(&file);
        Ok(sites)
    }

    fn part(&self, range: &Range<usize>) -> &'t str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// None for those that the tool writes for result types that it does not know.
    fn change(&self, mutant: &Listed) -> Result<Option<Named>> {
        let (line, column) = (mutant.span.start.line, mutant.span.start.column);
        let start = offset(self.text, line, column);
        let what = mutant.name.splitn(4, ':').nth(3).unwrap_or(&mutant.name).trim();
        let to = mutant.replacement.as_str();
        let change = match mutant.genre.as_str() {
            "BinaryOperator" => self.binary.get(&start).map(|(left, right)| Change::Expression {
                at: left.start..right.end,
                to: format!("{} {to} {}", self.part(left), self.part(right)),
                name: None,
            }),
            "UnaryOperator" => self.unary.get(&start).map(|(whole, operand)| Change::Expression {
                at: whole.clone(),
                to: self.part(operand).to_owned(),
                name: None,
            }),
            "MatchArmGuard" => self.guards.get(&start).map(|guard| Change::Expression {
                at: guard.clone(),
                to: to.to_owned(),
                name: None,
            }),
            "MatchArm" => self.arms.get(&start).map(|(at, guard)| Change::Arm {
                at: *at,
                guard: guard.clone(),
            }),
            "StructField" => self
                .fields
                .get(&start)
                .map(|(value, name, short, rest)| Change::Expression {
                    at: value.clone(),
                    to: format!("({}).{name}", self.part(rest)),
                    name: short.then(|| name.clone()),
                }),
            "FnValue" => {
                let Some(returns) = result(to) else {
                    return Ok(None);
                };
                self.bodies
                    .get(&start)
                    .map(|at| Change::Function { at: *at, returns })
            }
            other => bail!("a kind of change that is not known here: {other}"),
        };
        let what = match &change {
            Some(Change::Function { returns, .. }) => what.replace(to, returns),
            _ => what.to_owned(),
        };
        match change {
            Some(change) => Ok(Some((what, line, change))),
            None => bail!("{} is not where the list says", mutant.name),
        }
    }
}

/// cargo-mutants writes `Alias::new(x)`, `Alias::from(x)` and so on for a result type with a name of its own. An opaque
/// iterator is left alone: no switch can choose between two types.
fn result(replacement: &str) -> Option<String> {
    if replacement.starts_with("::std::iter::") {
        return None;
    }
    match replacement.split_once("Result::") {
        Some((alias, _)) if !alias.chars().all(char::is_alphanumeric) => None,
        Some((_, call)) => {
            let value = call.strip_prefix("new(")?.strip_suffix(')')?;
            (!value.is_empty()).then(|| format!("Ok({value})"))
        }
        None => Some(replacement.to_owned()),
    }
}

/// Of a line and a column, both from one, a column a character.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let rest = text.get(before..).unwrap_or_default();
    let within: usize = rest
        .chars()
        .take(column.saturating_sub(1))
        .map(char::len_utf8)
        .sum();
    before.saturating_add(within)
}

fn bytes(span: Span) -> Range<usize> {
    span.byte_range()
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("test")
            || attribute.path().is_ident("cfg")
                && attribute
                    .parse_args::<syn::Ident>()
                    .is_ok_and(|condition| condition == "test")
    })
}

impl Sites<'_> {
    fn body(&mut self, block: &syn::Block) {
        if let Some(first) = block.stmts.first() {
            let open = bytes(block.brace_token.span.open());
            self.bodies.insert(bytes(first.span()).start, open.end);
        }
    }

    /// A call of a name that has a twin, which is at `name`, in the expression at `whole`.
    fn twin(&mut self, name: &syn::Ident, whole: Range<usize>) {
        let known = name.to_string();
        let other = TWINS.iter().find_map(|(one, other)| match known.as_str() {
            name if name == *one => Some(*other),
            name if name == *other => Some(*one),
            _ => None,
        });
        let (Some(other), Some(function)) = (other, self.within.last()) else {
            return;
        };
        let at = bytes(name.span());
        let before = self.part(&(whole.start..at.start));
        let after = self.part(&(at.end..whole.end));
        let change = Change::Expression {
            to: format!("{before}{other}{after}"),
            at: whole,
            name: None,
        };
        let what = format!("replace {known} with {other} in {function}");
        self.twins.push((what, name.span().start().line, change));
    }
}

impl<'ast> Visit<'ast> for Sites<'_> {
    fn visit_item_mod(&mut self, node: &'ast syn::ItemMod) {
        if !is_test(&node.attrs) {
            visit::visit_item_mod(self, node);
        }
    }

    fn visit_item_fn(&mut self, node: &'ast syn::ItemFn) {
        if is_test(&node.attrs) {
            return;
        }
        self.body(&node.block);
        self.within.push(node.sig.ident.to_string());
        visit::visit_item_fn(self, node);
        self.within.pop();
    }

    fn visit_impl_item_fn(&mut self, node: &'ast syn::ImplItemFn) {
        self.body(&node.block);
        self.within.push(node.sig.ident.to_string());
        visit::visit_impl_item_fn(self, node);
        self.within.pop();
    }

    fn visit_trait_item_fn(&mut self, node: &'ast syn::TraitItemFn) {
        if let Some(block) = &node.default {
            self.body(block);
        }
        self.within.push(node.sig.ident.to_string());
        visit::visit_trait_item_fn(self, node);
        self.within.pop();
    }

    fn visit_expr_binary(&mut self, node: &'ast syn::ExprBinary) {
        let (left, right) = (bytes(node.left.span()), bytes(node.right.span()));
        self.binary.insert(bytes(node.op.span()).start, (left, right));
        visit::visit_expr_binary(self, node);
    }

    fn visit_expr_unary(&mut self, node: &'ast syn::ExprUnary) {
        let (whole, operand) = (bytes(node.span()), bytes(node.expr.span()));
        self.unary.insert(whole.start, (whole, operand));
        visit::visit_expr_unary(self, node);
    }

    fn visit_arm(&mut self, node: &'ast syn::Arm) {
        let guard = node.guard.as_ref().map(|(_, guard)| bytes(guard.span()));
        if let Some(guard) = &guard {
            self.guards.insert(guard.start, guard.clone());
        }
        let pattern = bytes(node.pat.span());
        self.arms.insert(bytes(node.span()).start, (pattern.end, guard));
        visit::visit_arm(self, node);
    }

    fn visit_expr_struct(&mut self, node: &'ast syn::ExprStruct) {
        if let Some(rest) = &node.rest {
            for field in &node.fields {
                let syn::Member::Named(name) = &field.member else {
                    continue;
                };
                let (value, short) = (bytes(field.expr.span()), field.colon_token.is_none());
                let rest = bytes(rest.span());
                self.fields
                    .insert(bytes(field.span()).start, (value, name.to_string(), short, rest));
            }
        }
        visit::visit_expr_struct(self, node);
    }

    fn visit_expr_method_call(&mut self, node: &'ast syn::ExprMethodCall) {
        self.twin(&node.method, bytes(node.span()));
        visit::visit_expr_method_call(self, node);
    }

    fn visit_expr_call(&mut self, node: &'ast syn::ExprCall) {
        if let syn::Expr::Path(path) = node.func.as_ref() {
            if let Some(last) = path.path.segments.last() {
                self.twin(&last.ident, bytes(node.span()));
            }
        }
        visit::visit_expr_call(self, node);
    }
}
