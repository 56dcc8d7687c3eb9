//! The parts of a folder name each other one way only, whether by an import or by a path in the text. The file that
//! stands for a folder may name what is in it, and that may name the file.

use std::collections::{BTreeMap, BTreeSet};

use super::files;

type Path = Vec<String>;
/// Of each part of a folder the parts that it names, each with where and how.
type Names = BTreeMap<String, BTreeMap<String, String>>;

/// The module that a file is.
fn module(file: &str) -> Path {
    let mut path: Path = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if path.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
        path.pop();
    }
    path
}

/// The text without comments and unit tests.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = text.lines().map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// The paths that a tree of imports stands for, such as `a::{b, c::d as e}`.
fn spread(before: &[&str], tree: &str, found: &mut Vec<Path>) {
    let (head, rest) = tree.split_once('{').unwrap_or((tree, ""));
    let head = head.split(" as ").next().unwrap_or_default();
    let parts = head.split("::").map(str::trim).filter(|part| !part.is_empty());
    let path: Vec<&str> = before.iter().copied().chain(parts).collect();
    let Some(inner) = rest.trim().strip_suffix('}') else {
        found.push(path.iter().map(|&part| part.to_owned()).collect());
        return;
    };
    let mut depth = 0;
    for branch in inner.split(|c: char| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    }) {
        if !branch.trim().is_empty() {
            spread(&path, branch.trim(), found);
        }
    }
}

/// Every path in the code that begins at the root, at a folder above or at an own part.
fn paths(code: &str) -> Vec<Path> {
    let mut found = Vec::new();
    let mut rest = String::new();
    for (index, part) in code.split("use ").enumerate() {
        // An import ends with its semicolon; of a name that ends in "use" the path is no module's.
        let (import, text) = part.split_once(';').unwrap_or(("", part));
        if index > 0 {
            spread(&[], import.trim(), &mut found);
        } else {
            rest.push_str(import);
        }
        rest.push(' ');
        rest.push_str(text);
    }
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    for word in rest.split(|c| !is_name(c)) {
        let roots = ["crate::", "super::", "self::"];
        if roots.iter().any(|root| word.starts_with(root)) {
            spread(&[], word, &mut found);
        }
    }
    found
}

/// What the path means in `at`, from the root on.
fn resolved(path: &[String], at: &Path, modules: &BTreeSet<Path>) -> Path {
    let mut base = at.clone();
    let mut path = path;
    loop {
        match path.split_first() {
            Some((first, rest)) if first == "crate" => (base, path) = (Path::new(), rest),
            Some((first, rest)) if first == "super" => {
                base.pop();
                path = rest;
            }
            Some((first, rest)) if first == "self" => path = rest,
            _ => break,
        }
    }
    base.extend(path.iter().cloned());
    while !base.is_empty() && !modules.contains(&base) {
        base.pop();
    }
    base
}

/// By folder, what its parts name in each other.
fn named() -> BTreeMap<Path, Names> {
    let sources = files();
    let modules: BTreeSet<Path> = sources.iter().map(|(file, ..)| module(file)).collect();
    let mut found: BTreeMap<Path, Names> = BTreeMap::new();
    for (file, _, text) in &sources {
        let own = module(file);
        // A test may look at whatever it proves something of.
        if own.iter().any(|part| part == "tests") {
            continue;
        }
        for path in paths(&code(text)) {
            let other = resolved(&path, &own, &modules);
            let shared = own.iter().zip(&other).take_while(|(one, two)| one == two).count();
            let (Some(here), Some(there)) = (own.get(shared), other.get(shared)) else { continue };
            // Between layers the direction is held by their own table.
            let Some(folder) = own.get(..shared).filter(|folder| !folder.is_empty()) else {
                continue;
            };
            let parts = found.entry(folder.to_vec()).or_default();
            let names = parts.entry(here.clone()).or_default();
            names.entry(there.clone()).or_insert_with(|| format!("{file}: {}", path.join("::")));
        }
    }
    found
}

/// A way from `at` back to `to`, as where each step is made.
fn way(names: &Names, at: &str, to: &str, seen: &mut BTreeSet<String>) -> Option<Vec<String>> {
    if !seen.insert(at.to_owned()) {
        return None;
    }
    for (next, said) in names.get(at)? {
        if next == to {
            return Some(vec![said.clone()]);
        }
        if let Some(mut rest) = way(names, next, to, seen) {
            rest.insert(0, said.clone());
            return Some(rest);
        }
    }
    None
}

#[test]
fn no_parts_of_a_folder_name_each_other_in_a_circle() {
    let named = named();
    assert!(named.len() > 10, "the walk found what names what");
    for (folder, names) in &named {
        for part in names.keys() {
            let circle = way(names, part, part, &mut BTreeSet::new());
            assert_eq!(circle, None, "{} goes round from {part}", folder.join("/"));
        }
    }
}

#[test]
fn a_circle_is_seen_through_imports_and_through_paths() {
    let code = "use super::{b::{C, d as e}, f};\nfn g() -> crate::a::h::I { super::j::k() }";
    let found: Vec<String> = paths(code).iter().map(|path| path.join("::")).collect();
    assert_eq!(found, ["super::b::C", "super::b::d", "super::f", "crate::a::h::I", "super::j::k"]);
    let names = |pairs: &[(&str, &str)]| {
        let mut names = Names::new();
        for (one, two) in pairs {
            let of = names.entry((*one).to_owned()).or_default();
            of.insert((*two).to_owned(), format!("{one} {two}"));
        }
        names
    };
    let round = names(&[("a", "b"), ("b", "c"), ("c", "a")]);
    assert_eq!(
        way(&round, "b", "b", &mut BTreeSet::new()),
        Some(vec!["b c".to_owned(), "c a".to_owned(), "a b".to_owned()])
    );
    let one_way = names(&[("a", "b"), ("b", "c"), ("a", "c")]);
    assert_eq!(way(&one_way, "a", "a", &mut BTreeSet::new()), None);
}
