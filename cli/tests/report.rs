//! `parhelion report`: on a recorded provider and its consumers, and on what cannot be.

mod common;

use common::{Output, folder, ics, run, run_with};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path: PathBuf = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

fn of_json(output: &Output) -> Value {
    serde_json::from_str(&output.out).unwrap_or_else(|_| panic!("{}{}", output.out, output.err))
}

/// The recorded provider and its consumers, with something changed.
fn changed(change: impl FnOnce(&mut Value)) -> Output {
    let text = std::fs::read_to_string(ics("report.json")).unwrap();
    let mut value = serde_json::from_str(&text).unwrap();
    change(&mut value);
    run_with(&["report", "--json", "-"], value.to_string().as_bytes())
}

/// What the README shows is what the command prints.
#[test]
fn the_readme_shows_the_report() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let (_, rest) = readme.split_once("parhelion report testdata/ics/report.json\n").unwrap();
    let shown = rest.split_once("```\n\n```\n").unwrap().1.split_once("```").unwrap().0;
    let output = run(&["report", &ics("report.json")]);
    assert_eq!(output.status, 0, "{}", output.err);
    assert!(output.out.contains(shown) && shown.lines().count() > 5, "{}", output.out);
}

#[test]
fn the_whole_report_in_words() {
    let output = run(&["report", &ics("report.json")]);
    let golden = "\
provider aurora-1, height 130
  behind it   4 of 4 validators, 1045000000 (100.00 %) of 1045000000 tokens
                    power  validators  least stake   of all    burnt
  to halt     349 of 1045           1    405000000  38.75 %  nothing
  to mislead  349 of 1045           1    405000000  38.75 %  unknown
  to forge    697 of 1045           2    715000000  68.42 %  unknown
  without     val0 (9F6EAE2A1AB4C7FE3DDA1ABF3329CED8E4276DE1): loses 38.75 % of its power, and halts

consumer 0 borealis-1
  behind it   4 of 4 validators, 1045000000 (100.00 %) of 1045000000 tokens
                    power  validators  least stake   of all     burnt
  to halt     349 of 1045           1    405000000  38.75 %   nothing
  to mislead  349 of 1045           1    405000000  38.75 %  28350000
  to forge    697 of 1045           2    715000000  68.42 %  50050000
  without     val0 (9F6EAE2A1AB4C7FE3DDA1ABF3329CED8E4276DE1): loses 38.75 % of its power, and halts

consumer 1 corona
  behind it   3 of 4 validators, 815000000 (77.99 %) of 1045000000 tokens
                   power  validators  least stake   of all     burnt
  to halt     272 of 815           1    310000000  29.66 %   nothing
  to mislead  272 of 815           1    310000000  29.66 %  15500000
  to forge    544 of 815           2    715000000  68.42 %  35750000
  without     val0 (9F6EAE2A1AB4C7FE3DDA1ABF3329CED8E4276DE1): loses 44.90 % of its power, and halts
  shares      3 validators with consumer 0 borealis-1, 815000000 (100.00 %) of its stake

all consumers: 1045000000 tokens stand for 1860000000, 1.77 times
";
    assert_eq!(output.out, golden);
}

/// What the nodes of the three chains answered gives the figures of the file, which is made of the
/// provider's own records.
#[test]
fn the_answers_of_nodes_say_the_same() {
    let folder = folder("report-nodes");
    let val1 = "11EE9DF50572748AA8ECF021480B95E074FDC8A8";
    let val3 = "E5449D5447197D4CA74E0A01C6A9EBF6960D9012";
    let keys = json!({
        "0": {
            "E65C1EB33ABE7DFF1591D6D084AC3F376CDF6FF0": val1,
            "9E204AC9FA771BC42943F50691AF78B339648073": val3,
        },
        "1": { "4aa0c9b1387d88d40cce4c4634026f5f06b2a0ac": val3.to_lowercase() },
    });
    let keys = write(&folder, "keys.json", &keys.to_string());
    let provider = ics("aurora-1_130.validators.json");
    let consumers = ["0=borealis-1_144", "1=corona_101"].map(|it| {
        let (id, name) = it.split_once('=').unwrap();
        format!("{id}={}", ics(&format!("{name}.validators.json")))
    });
    let [alpha, beta] = &consumers;
    let sets =
        ["report", "--json", "--provider", &provider, "--consumer", alpha, "--consumer", beta];
    let with_keys = [&sets[..], &["--keys", &keys, "--slash-fraction", "0.05"]].concat();
    let found = run(&with_keys);
    assert_eq!(found.status, 0, "{}{}", found.out, found.err);
    let mut nodes = of_json(&found);
    let mut file = of_json(&run(&["report", "--json", &ics("report.json")]));
    // Nodes do not say the chain ids, and the fractions of the consumers.
    assert_eq!(nodes["consumers"][1]["harms"], file["consumers"][1]["harms"]);
    assert_eq!(nodes["consumers"][0]["harms"][2]["burnt"]["found"], "35750000");
    for report in [&mut nodes, &mut file] {
        report["provider"]["chain_id"] = Value::Null;
        let harms = report["provider"]["harms"].as_array_mut().unwrap();
        harms.iter_mut().for_each(|harm| harm["burnt"] = Value::Null);
        for consumer in report["consumers"].as_array_mut().unwrap() {
            consumer["chain_id"] = Value::Null;
            let harms = consumer["harms"].as_array_mut().unwrap();
            harms.iter_mut().for_each(|harm| harm["burnt"] = Value::Null);
        }
    }
    assert_eq!(nodes, file);
    // Without the keys, it is not known whose some of them are.
    let found = run(&sets);
    assert_eq!(found.status, 5, "{}", found.err);
    let missing = json!(["4AA0C9B1387D88D40CCE4C4634026F5F06B2A0AC"]);
    assert_eq!(of_json(&found)["consumers"][1]["missing"], missing);
    let words = run(&[&["report"], &sets[2..]].concat());
    assert!(words.out.contains("missing     the provider's validator whose key has 4AA0C9B1387D"));
}

#[test]
fn what_if_these_went() {
    let named = |of: &[&str]| {
        let file = ics("report.json");
        let mut arguments = vec!["report", "--json", &file];
        of.iter().for_each(|address| arguments.extend(["--without", address]));
        of_json(&run(&arguments))
    };
    let (val2, val3) =
        ("FC34EBDB6E4F5C85406CC7D2E19025D11B1BE473", "E5449D5447197D4CA74E0A01C6A9EBF6960D9012");
    let found = named(&[val3]);
    let lost = |found: &Value, consumer: usize| {
        let without = &found["consumers"][consumer]["without"];
        (without["power"].as_str().unwrap().to_owned(), without["halts"] == true)
    };
    assert_eq!((lost(&found, 0), lost(&found, 1)), (("100".into(), false), ("120".into(), false)));
    // 330 of 1045 go, and 715 are still more than two thirds.
    let found = named(&[val2, val3]);
    assert_eq!((lost(&found, 0), lost(&found, 1)), (("330".into(), false), ("120".into(), false)));
    assert_eq!(run(&["report", &ics("report.json"), "--without", "FC34"]).status, 64);
}

#[test]
fn what_cannot_be_is_refused() {
    let error = |output: &Output, consumer: usize| {
        assert_eq!(output.status, 1, "{}{}", output.out, output.err);
        of_json(output)["consumers"][consumer]["error"]["name"].as_str().unwrap().to_owned()
    };
    let twice = changed(|it| {
        let key = it["consumers"]["1"]["validators"][2]["address"].clone();
        it["consumers"]["1"]["validators"][2]["address"] = it["validators"][3]["address"].clone();
        it["consumers"]["1"]["validators"]
            .as_array_mut()
            .unwrap()
            .push(json!({ "address": key, "power": "1" }));
    });
    assert_eq!(error(&twice, 1), "ReportedTwice");
    let powerless = changed(|it| it["consumers"]["0"]["validators"][0]["power"] = "0".into());
    assert_eq!(error(&powerless, 0), "MemberWithoutPower");
    let empty = changed(|it| it["consumers"]["0"]["validators"] = json!([]));
    assert_eq!(error(&empty, 0), "EmptyValidatorSet");
    let rich = changed(|it| it["validators"][0]["tokens"] = u128::MAX.to_string().into());
    assert_eq!(error(&rich, 1), "StakeTooHigh");
    assert_eq!(of_json(&rich)["provider"]["error"]["code"], 773);
    // The other consumer still has its figures.
    assert_eq!(of_json(&twice)["consumers"][0]["validators"], 4);
}

#[test]
fn files_that_are_none_get_a_message() {
    let folder = folder("report-files");
    let status = |output: &Output, status: i32, text: &str| {
        assert_eq!(output.status, status, "{}{}", output.out, output.err);
        assert!(output.err.contains(text), "{}", output.err);
    };
    status(&run(&["report"]), 64, "no validators of a provider");
    status(&run(&["report", &write(&folder, "a", "{}")]), 64, "no validators of a provider");
    status(&run(&["report", &write(&folder, "b", "{")]), 65, "EOF while parsing");
    status(&run(&["report", "--consumer", "0"]), 64, "not a consumer id and a file");
    status(&run(&["report", "--slash-fraction", "1.5"]), 64, "not a decimal in [0, 1]");
    let file = ics("report.json");
    let provider = ics("aurora-1_130.validators.json");
    status(&run(&["report", &file, "--provider", &provider]), 65, "is given twice");
    let other = write(&folder, "c", r#"{"height": "131"}"#);
    status(&run(&["report", &file, &other]), 65, "height is given twice, and not the same");
    let keys = json!({ "1": { "4AA0C9B1387D88D40CCE4C4634026F5F06B2A0AC": "00".repeat(20) } });
    let keys = write(&folder, "keys", &keys.to_string());
    status(&run(&["report", &file, "--keys", &keys]), 65, "is assigned to two validators");
    status(&changed(|it| it["validators"][0]["address"] = "9F".into()), 65, "not an address");
    status(&changed(|it| it["validators"][0]["tokens"] = "-1".into()), 65, "`tokens` is -1");
    let fraction = json!({ "slash_fraction": "1.1" });
    status(&changed(|it| it["consumers"]["0"]["double_sign"] = fraction), 65, "slash_fraction");
}

/// A name does not move the cursor.
#[test]
fn names_are_only_text() {
    let text = std::fs::read_to_string(ics("report.json")).unwrap();
    let text = text.replace("val0", "val\\u001b[2J0");
    let output = run_with(&["report", "-"], text.as_bytes());
    assert_eq!(output.status, 0, "{}", output.err);
    assert!(output.out.contains("val[2J0 (9F6E") && !output.out.contains('\u{1b}'));
}
