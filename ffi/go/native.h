/* What Go needs besides parhelion.h: the _INIT macros as values. */
#include "parhelion.h"

static const parhelion_header_info blank_info = PARHELION_HEADER_INFO_INIT;
static const parhelion_tally blank_tally = PARHELION_TALLY_INIT;
static const parhelion_fault_proof blank_fault = PARHELION_FAULT_PROOF_INIT;
static const parhelion_attested blank_attested = PARHELION_ATTESTED_INIT;
static const parhelion_options blank_options = PARHELION_OPTIONS_INIT;
static const parhelion_detail blank_detail = PARHELION_DETAIL_INIT;
