// What the declarations of follow allow: test/follow-types.test.mjs compiles this, and nothing runs it.
import { follow, type FollowedHeader, ForkError, ParhelionError, type TrustedState } from "parhelion/full";

/** The next header, or the height from which on two nodes differ. */
export async function next(state: TrustedState, signal: AbortSignal): Promise<FollowedHeader | bigint> {
  const options = { trustThreshold: [1n, 3n], maxBlockLag: 10n } as const;
  const primary = new URL("https://one.example");
  try {
    for await (const header of follow({ primary, witnesses: ["https://two.example"], state, signal, options })) {
      const stored: Uint8Array = header.state.toBytes();
      if (stored.length > 0 && header.witnesses > 0) return header;
    }
  } catch (error) {
    if (error instanceof ForkError) {
      const name: "Fork" = error.name;
      const guilty = error.accusations.flatMap((accusation) => accusation.byzantineValidators);
      const power: bigint = guilty.reduce((sum, one) => sum + one.power, 0n);
      return name === "Fork" && power > 0n ? error.common.height : 0n;
    }
    if (error instanceof ParhelionError && error.code === 805) return 0n;
  }
  throw new Error("it ends by an error alone");
}

// @ts-expect-error Witnesses are not left out by forgetting them.
follow({ primary: "https://one.example" });
// @ts-expect-error A height has 64 bits.
follow({ primary: "https://one.example", witnesses: "none", trust: { height: 1, hash: "" } });
