//! Evidence that is put together, compared with what CometBFT made of the same parts.

use parhelion_rpc::{
    Document, Message, decode, duplicate_vote_evidence, encode, ibc_header, light_block,
    light_client_attack_evidence, misbehaviour, pb, read, submit_consumer_double_voting,
    submit_consumer_misbehaviour, validator_set,
};

fn message<M: Message + Default>(hexadecimal: &str) -> M {
    decode(&hex::decode(hexadecimal.trim()).unwrap()).unwrap()
}

fn set(text: &str) -> pb::ValidatorSet {
    let Document::Validators(page) = read(text).unwrap() else { panic!() };
    validator_set(&[page]).unwrap()
}

/// The light block of a height of one of the branches.
macro_rules! block {
    ($branch:literal, $height:literal) => {{
        let commit = include_str!(concat!("data/fork/", $branch, "-commit-", $height, ".json"));
        let Document::Commit { signed_header, .. } = read(commit).unwrap() else { panic!() };
        let validators =
            include_str!(concat!("data/fork/", $branch, "-validators-", $height, ".json"));
        light_block(signed_header, set(validators))
    }};
}

fn double_vote() -> pb::DuplicateVoteEvidence {
    message(include_str!("data/double-vote.hex"))
}

#[test]
fn two_votes_become_evidence_in_either_order() {
    let validators = set(include_str!("data/validators-191.json"));
    let expected = double_vote();
    let (a, b) = (expected.vote_a.clone().unwrap(), expected.vote_b.clone().unwrap());
    let time = expected.timestamp.clone().unwrap();
    for (vote_1, vote_2) in [(a.clone(), b.clone()), (b.clone(), a.clone())] {
        let built = duplicate_vote_evidence(&validators, vote_1, vote_2, time.clone()).unwrap();
        assert_eq!(hex::encode(encode(&built)), include_str!("data/double-vote.hex").trim());
    }
    assert_eq!((expected.total_voting_power, expected.validator_power), (1044, 99));
}

#[test]
fn votes_are_ordered_by_hash_and_then_by_parts() {
    let validators = set(include_str!("data/validators-191.json"));
    let like = double_vote().vote_a.unwrap();
    let vote = |hash: &[u8], total: u32, parts: &[u8]| {
        let part_set_header = Some(pb::PartSetHeader { total, hash: parts.to_vec() });
        pb::Vote {
            block_id: Some(pb::BlockId { hash: hash.to_vec(), part_set_header }),
            ..like.clone()
        }
    };
    // Ascending. Zero parts are no bytes; others begin with the tag of their total, 08.
    let ascending = [
        pb::Vote { block_id: None, ..like.clone() },
        vote(&[8, 1], 0, &[]),
        vote(&[], 1, &[0]),
        vote(&[9], 1, &[0]),
        vote(&[9], 2, &[0]),
        vote(&[9], 2, &[1]),
        vote(&[9, 0xff], 1, &[0]),
    ];
    let time = pb::Timestamp::default();
    for pair in ascending.windows(2) {
        for (first, second) in [(0, 1), (1, 0)] {
            let (first, second) = (pair[first].clone(), pair[second].clone());
            let built = duplicate_vote_evidence(&validators, first, second, time.clone()).unwrap();
            assert_eq!(
                (built.vote_a.as_ref(), built.vote_b.as_ref()),
                (Some(&pair[0]), Some(&pair[1]))
            );
        }
    }
    // Equal ids change places, as in Go. The index is nobody's business.
    let (one, two) =
        (pb::Vote { validator_index: 7, ..like.clone() }, pb::Vote { validator_index: -1, ..like });
    let built = duplicate_vote_evidence(&validators, one.clone(), two.clone(), time).unwrap();
    assert_eq!((built.vote_a, built.vote_b), (Some(two), Some(one)));
}

#[test]
fn a_stranger_and_too_much_power_are_refused() {
    let validators = set(include_str!("data/validators-191.json"));
    let vote = double_vote().vote_a.unwrap();
    let refused = |validators: &pb::ValidatorSet, vote: &pb::Vote| {
        let time = pb::Timestamp::default();
        let built = duplicate_vote_evidence(validators, vote.clone(), vote.clone(), time);
        built.unwrap_err().to_string()
    };
    let stranger = pb::Vote { validator_address: vec![1; 20], ..vote.clone() };
    assert_eq!(refused(&validators, &stranger), "`validator_address` is of nobody in the set");
    let mut most = validators;
    most.validators[0].voting_power = 0;
    let others: i64 = most.validators.iter().map(|validator| validator.voting_power).sum();
    most.validators[0].voting_power = i64::MAX / 8 - others;
    let time = pb::Timestamp::default();
    let built = duplicate_vote_evidence(&most, vote.clone(), vote.clone(), time).unwrap();
    assert_eq!(built.total_voting_power, i64::MAX / 8);
    most.validators[0].voting_power += 1;
    let beyond = "`voting_power` is more than CometBFT allows in a set";
    assert_eq!(refused(&most, &vote), beyond);
    most.validators[0].voting_power = i64::MAX;
    assert_eq!(refused(&most, &vote), beyond);
}

fn attack(text: &str) -> pb::LightClientAttackEvidence {
    match message::<pb::Evidence>(text).kind {
        Some(pb::EvidenceKind::LightClientAttack(attack)) => attack,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_forked_block_becomes_evidence() {
    let common = block!("main", "205");
    for (trusted, conflicting, expected) in [
        (
            block!("main", "206"),
            block!("fork", "206"),
            include_str!("data/attack-equivocation.hex"),
        ),
        (block!("main", "208"), block!("fork", "208"), include_str!("data/attack-lunatic.hex")),
    ] {
        let guilty = attack(expected).byzantine_validators;
        let guilty: Vec<_> =
            guilty.into_iter().map(|guilty| guilty.address.try_into().unwrap()).collect();
        assert_eq!(guilty.len(), 2);
        let built = light_client_attack_evidence(&common, &trusted, conflicting, &guilty).unwrap();
        let built = encode(&pb::Evidence::from(built));
        assert_eq!(hex::encode(built), expected.trim());
    }
}

#[test]
fn each_state_field_makes_a_header_invalid() {
    let (common, trusted) = (block!("main", "205"), block!("main", "206"));
    let height = |change: fn(&mut pb::Header)| {
        let mut conflicting = trusted.clone();
        change(conflicting.signed_header.as_mut().unwrap().header.as_mut().unwrap());
        let built = light_client_attack_evidence(&common, &trusted, conflicting, &[]).unwrap();
        built.common_height
    };
    for change in [
        (|header| header.validators_hash[0] ^= 1) as fn(&mut pb::Header),
        |header| header.next_validators_hash[0] ^= 1,
        |header| header.consensus_hash[0] ^= 1,
        |header| header.app_hash[0] ^= 1,
        |header| header.last_results_hash[0] ^= 1,
    ] {
        assert_eq!(height(change), 205);
    }
    for change in [
        (|_| {}) as fn(&mut pb::Header),
        |header| header.data_hash[0] ^= 1,
        |header| header.time = None,
        |header| header.evidence_hash[0] ^= 1,
        |header| header.last_commit_hash[0] ^= 1,
        |header| header.proposer_address[0] ^= 1,
        |header| header.last_block_id = None,
    ] {
        assert_eq!(height(change), 206);
    }
}

/// The guilty of a lunatic attack are validators of the common height, of any other those of the
/// conflicting one.
#[test]
fn the_guilty_are_found_in_the_set_of_their_height() {
    let (mut common, trusted) = (block!("main", "205"), block!("main", "208"));
    let (equal, lunatic) = (trusted.clone(), block!("fork", "208"));
    let alone = [1; 20];
    let validators = &mut common.validator_set.as_mut().unwrap().validators;
    validators[0].address = alone.to_vec();
    let common_only = light_client_attack_evidence(&common, &trusted, lunatic.clone(), &[alone]);
    assert_eq!(common_only.unwrap().byzantine_validators[0].address, alone);
    let refused = light_client_attack_evidence(&common, &trusted, equal, &[alone]);
    assert_eq!(refused.unwrap_err().to_string(), "`validator_address` is of nobody in the set");
    let mut forged = trusted.clone();
    forged.validator_set.as_mut().unwrap().validators[0].address = alone.to_vec();
    let conflicting_only =
        light_client_attack_evidence(&common, &trusted, forged.clone(), &[alone]);
    assert_eq!(conflicting_only.unwrap().byzantine_validators[0].address, alone);
    let refused = light_client_attack_evidence(&block!("main", "205"), &trusted, lunatic, &[alone]);
    assert!(refused.is_err());
}

#[test]
fn a_block_without_its_parts_is_refused() {
    let (common, trusted) = (block!("main", "205"), block!("main", "206"));
    let conflicting = block!("fork", "206");
    let empty = pb::LightBlock::default();
    let refused =
        |common: &pb::LightBlock, trusted: &pb::LightBlock, conflicting: &pb::LightBlock| {
            let built = light_client_attack_evidence(common, trusted, conflicting.clone(), &[]);
            built.unwrap_err().to_string()
        };
    assert_eq!(refused(&common, &empty, &conflicting), "`header` is missing");
    assert_eq!(refused(&common, &trusted, &empty), "`header` is missing");
    let bare = pb::LightBlock { validator_set: None, ..trusted.clone() };
    assert_eq!(refused(&common, &bare, &conflicting), "`validator_set` is missing");
    // Where the trusted block dates the attack, nothing of the common one is needed.
    assert!(light_client_attack_evidence(&empty, &trusted, conflicting, &[]).is_ok());
    let lunatic = block!("fork", "208");
    assert_eq!(refused(&empty, &trusted, &lunatic), "`validator_set` is missing");
    let set = pb::LightBlock { signed_header: None, ..common };
    assert_eq!(refused(&set, &trusted, &lunatic), "`header` is missing");
}

#[test]
fn two_headers_become_misbehaviour() {
    let expected = message::<pb::Misbehaviour>(include_str!("data/misbehaviour.hex"));
    let rebuilt = |header: &pb::IbcHeader| {
        let block = pb::LightBlock {
            signed_header: header.signed_header.clone(),
            validator_set: header.validator_set.clone(),
        };
        let trusted = (
            pb::Height { revision_number: 1, revision_height: 202 },
            header.trusted_validators.clone().unwrap(),
        );
        ibc_header(block, Some(trusted))
    };
    let (one, two) = (expected.header_1.clone().unwrap(), expected.header_2.clone().unwrap());
    let built = misbehaviour("07-tendermint-0", rebuilt(&one), rebuilt(&two));
    assert_eq!(hex::encode(encode(&built)), include_str!("data/misbehaviour.hex").trim());
    // Of one height, the order is the caller's; else the higher comes first.
    let built = misbehaviour("07-tendermint-0", two.clone(), one.clone());
    assert_eq!((built.header_1.as_ref(), built.header_2.as_ref()), (Some(&two), Some(&one)));
    let mut lower = one.clone();
    lower.signed_header.as_mut().unwrap().header.as_mut().unwrap().height -= 1;
    for (first, second) in [(&lower, &two), (&two, &lower)] {
        let built = misbehaviour("07-tendermint-0", first.clone(), second.clone());
        assert_eq!((built.header_1.as_ref(), built.header_2.as_ref()), (Some(&two), Some(&lower)));
    }
}

#[test]
fn messages_for_a_provider() {
    let Document::Transaction(recorded) = read(include_str!("data/tx-double-vote.json")).unwrap()
    else {
        panic!()
    };
    let submitter = "cosmos1hzthayva8g8p6w0y3yglm09jere2ru4ystpzvs";
    let [parhelion_rpc::Msg::SubmitConsumerDoubleVoting(expected)] = recorded.as_slice() else {
        panic!()
    };
    let header = expected.infraction_block_header.clone().unwrap();
    let block = light_block(header.signed_header.unwrap(), header.validator_set.unwrap());
    let header = ibc_header(block, None);
    assert_eq!(header.trusted_height, Some(pb::Height::default()));
    let built = submit_consumer_double_voting(submitter, "0", double_vote(), header);
    assert_eq!(encode(&built), encode(expected));

    let Document::Transaction(recorded) = read(include_str!("data/tx-misbehaviour.json")).unwrap()
    else {
        panic!()
    };
    let both = message::<pb::Misbehaviour>(include_str!("data/misbehaviour.hex"));
    let built = submit_consumer_misbehaviour(submitter, "0", both);
    assert_eq!(recorded, [built.into()]);
}
