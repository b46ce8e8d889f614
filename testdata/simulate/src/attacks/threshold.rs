//! Arithmetic of powers and thresholds.

use super::stage::{basic, leave_out, light, light_at, own, set_of, trusting};
use super::{Attack, Stage, Vector};
use crate::sets::CAP;
use crate::wire::schema;
use prost::Message;

const PRODUCT: Attack = Attack {
    id: "Tendermint #4764",
    affected: "Tendermint up to 0.33.4",
    flaw: "Total power times numerator is computed in 64 bits without a check for overflow.",
};

const PRODUCT_RS: Attack = Attack {
    id: "tendermint-rs: is_enough_power",
    affected: "tendermint-rs up to 0.41.0",
    flaw: "Both products of tally * denominator > total * numerator wrap at 64 bits.",
};

const CAST: Attack = Attack {
    id: "CometBFT: trust level cast",
    affected: "CometBFT, all releases, where VerifyCommitLightTrusting or light.Verify is called \
        \
        directly",
    flaw: "The terms of the trust level are unsigned, and become negative when they are converted \
        \
        to int64.",
};

const ANY_LEVEL: Attack = Attack {
    id: "CometBFT: trust level unchecked",
    affected: "CometBFT, all releases, where VerifyCommitLightTrusting or light.Verify is called \
        \
        directly",
    flaw: "Only the client's constructor asks whether the trust level is a third or more.",
};

const CAPPED: Attack = Attack {
    id: "CometBFT: TotalVotingPower panic",
    affected: "CometBFT up to 0.37.16 and 0.38.19; 0.34 and 1.0",
    flaw: "The sum of powers panics above its cap, also where somebody else sent the powers.",
};

const NEGATIVE: Attack = Attack {
    id: "cardano-ibc-incubator #668",
    affected: "cardano-ibc-incubator before #707",
    flaw: "Powers are summed without asking for their sign, so that the threshold becomes \
 \
          negative and no signature at all exceeds it.",
};

const EMPTY: Attack = Attack {
    id: "CometBFT: empty trusted set",
    affected: "CometBFT from 0.38.0 and 1.0, where VerifyCommitLightTrusting is called on a set \
        \
        made in memory",
    flaw: "The type of the proposer's key is asked for before there is known to be a proposer.",
};

pub(super) fn vectors(stage: &Stage) -> Vec<Vector> {
    fractions(stage).into_iter().chain(totals(stage)).collect()
}

fn fractions(stage: &Stage) -> [Vector; 4] {
    // The validator of least power alone: it has a tenth.
    let mut block = stage.block(11, &stage.four());
    leave_out(&mut block, 0..3);
    let ask =
        |level: &str, note: &str| trusting("trusting", &block.set, &block.commit, level, note);
    // Its own chain, of a set of its own.
    let alone = stage.block(20, &set_of([block.set.validators[3].clone()])).light_block();
    let (two_62, two_60) = (1u64 << 62, 1u64 << 60);
    [
        Vector::new(
            "product-wraps-to-zero",
            PRODUCT,
            "PowerOverflow",
            ask(&format!("{two_62}/{two_62}"), "100 * 2^62 is 0 in 64 bits; a tenth signed"),
        ),
        Vector::new(
            "products-wrap",
            PRODUCT_RS,
            "PowerOverflow",
            light_at(
                &format!("{two_60}/{two_60}"),
                &stage.block(10, &block.set),
                &alone,
                "100 * 2^60 is 4 * 2^60 in 64 bits; a tenth of the trusted power signed",
            ),
        )
        .seen("tendermint-rs 0.41.0"),
        Vector::new(
            "level-cast-to-negative",
            CAST,
            "TrustThresholdRange",
            ask(&format!("1/{}", u64::MAX), "the denominator is -1 as an int64; a tenth signed"),
        ),
        Vector::new(
            "level-of-zero",
            ANY_LEVEL,
            "TrustThresholdRange",
            ask("0/1", "no share is asked for; a tenth signed"),
        ),
    ]
}

fn totals(stage: &Stage) -> [Vector; 4] {
    let high = stage.set(&[CAP, 1]);
    let trusted = stage.block(10, &stage.four());
    let too_high = stage.block(20, &high).light_block();
    let negative = {
        let mut block = stage.block(11, &stage.set(&[10, -100]));
        leave_out(&mut block, 0..2);
        block
    };
    let empty = {
        let mut set = set_of([]);
        set.proposer = Some(stage.stranger());
        set
    };
    let commit = stage.block(11, &stage.four()).commit;
    [
        Vector::new(
            "total-above-the-cap",
            CAPPED,
            "TotalPowerTooHigh",
            basic("validator_set", &schema::VALIDATOR_SET, high.encode_to_vec(), "one too much"),
        )
        .seen("CometBFT 0.38.19"),
        Vector::new(
            "total-above-the-cap-light",
            CAPPED,
            "TotalPowerTooHigh",
            light(&trusted, &too_high, "the powers of the new block's validators are one too much"),
        )
        .seen("CometBFT 0.38.19"),
        Vector::new(
            "total-negative",
            NEGATIVE,
            "NegativePower",
            own("light", &negative, "powers of 10 and -100, and nobody signed"),
        ),
        Vector::new(
            "trusted-set-empty",
            EMPTY,
            "EmptyValidatorSet",
            trusting("trusting", &empty, &commit, "1/3", "no validators but a proposer"),
        ),
    ]
}
