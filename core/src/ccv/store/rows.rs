//! What can be read of a state: one row for each kind of item.

/// Hands the table of items with values to a macro: a sentence, a name, what names the item, the
/// item, the type of its value, and how that is read.
macro_rules! values {
    ($make:ident) => {
        $make! {
            /// The parameters of the provider's module.
            params() ProviderItem::Params => Params<'p>, Params::parse;
            /// The name of the IBC port of the provider's module.
            port() ProviderItem::Port => &'p str, plain(text);
            /// The id of the next update of validator sets.
            valset_update_id() ProviderItem::ValsetUpdateId => u64, plain(number);
            /// How much power may yet be jailed for downtime.
            slash_meter() ProviderItem::SlashMeter => i128, plain(integer);
            /// When that grows at the earliest.
            slash_meter_replenish_time() ProviderItem::SlashMeterReplenishTime
                => Time, plain(parse_sortable_time);
            /// The channel to a consumer.
            channel_of(consumer: ConsumerId) ProviderItem::ChannelOf(consumer)
                => &'p str, plain(text);
            /// The consumer at the end of a channel.
            consumer_of_channel(channel: &str) ProviderItem::ConsumerOfChannel(channel)
                => ConsumerId, plain(consumer_id);
            /// The client of a consumer.
            client_of(consumer: ConsumerId) ProviderItem::ClientOf(consumer)
                => &'p str, plain(text);
            /// The height after the last block during which this was the id of the next update.
            valset_update_height(id: u64) ProviderItem::ValsetUpdateHeight(id)
                => u64, plain(number);
            /// What a consumer was told when it began.
            consumer_genesis(consumer: ConsumerId) ProviderItem::ConsumerGenesis(consumer)
                => ConsumerGenesis<'p>, ConsumerGenesis::parse;
            /// The addresses whose downtime a consumer has yet to be told was punished.
            slash_acks(consumer: ConsumerId) ProviderItem::SlashAcks(consumer)
                => SlashAcks<'p>, SlashAcks::parse;
            /// The provider's height when a consumer's channel was opened.
            init_chain_height(consumer: ConsumerId) ProviderItem::InitChainHeight(consumer)
                => u64, plain(number);
            /// The changes that wait for a consumer.
            pending_packets(consumer: ConsumerId) ProviderItem::PendingPackets(consumer)
                => ValidatorSetChangePackets<'p>, ValidatorSetChangePackets::parse;
            /// The key that a validator uses on a consumer, where it is not its own.
            assigned_key(consumer: ConsumerId, provider: Address)
                ProviderItem::AssignedKey(consumer, provider) => PublicKey<'p>, PublicKey::parse;
            /// The validator that has or had this address on a consumer. `None`: whoever has the
            /// address on the provider.
            provider_address(consumer: ConsumerId, consumer_address: Address)
                ProviderItem::ProviderAddress(consumer, consumer_address)
                => Address, plain(address);
            /// The least height of evidence against a consumer's validators.
            min_evidence_height(consumer: ConsumerId) ProviderItem::MinEvidenceHeight(consumer)
                => u64, plain(number);
            /// A member of a consumer's validator set, as it was last computed.
            consumer_validator(consumer: ConsumerId, provider: Address)
                ProviderItem::ConsumerValidator(consumer, provider)
                => ConsensusValidator<'p>, |bytes, limits| record_of(provider, bytes, limits);
            /// What a validator keeps of a consumer's rewards, in units of 10^-18.
            commission_rate(consumer: ConsumerId, provider: Address)
                ProviderItem::CommissionRate(consumer, provider) => u64, plain(decimal);
            /// The least power with which a validator has to validate a consumer.
            min_power_in_top_n(consumer: ConsumerId) ProviderItem::MinPowerInTopN(consumer)
                => u64, plain(number);
            /// The addresses on a consumer that are forgotten at this time.
            prune_list(consumer: ConsumerId, time: Time) ProviderItem::PruneList(consumer, time)
                => AddressList<'p>, AddressList::parse;
            /// A member of the validator set that the provider last handed to its own consensus.
            last_provider_validator(provider: Address)
                ProviderItem::LastProviderValidator(provider)
                => ConsensusValidator<'p>, |bytes, limits| record_of(provider, bytes, limits);
            /// The id that the next consumer will have.
            next_consumer_id() ProviderItem::NextConsumerId => u64, plain(number);
            /// The chain id of a consumer.
            chain_id(consumer: ConsumerId) ProviderItem::ChainId(consumer) => &'p str, plain(text);
            /// The account that may change a consumer.
            owner(consumer: ConsumerId) ProviderItem::Owner(consumer) => &'p str, plain(text);
            /// How a consumer is to begin.
            initialization_parameters(consumer: ConsumerId)
                ProviderItem::InitializationParameters(consumer)
                => InitializationParameters<'p>, InitializationParameters::parse;
            /// Who validates a consumer, and with how much power.
            power_shaping(consumer: ConsumerId) ProviderItem::PowerShaping(consumer)
                => PowerShapingParameters<'p>, PowerShapingParameters::parse;
            /// Where a consumer stands in its life.
            phase(consumer: ConsumerId) ProviderItem::Phase(consumer) => Phase, plain(Phase::parse);
            /// When a consumer that was stopped is deleted.
            removal_time(consumer: ConsumerId) ProviderItem::RemovalTime(consumer)
                => Time, plain(parse_binary_time);
            /// The consumers that begin at this time.
            spawn_queue(time: Time) ProviderItem::SpawnQueue(time)
                => ConsumerIds<'p>, ConsumerIds::parse;
            /// The consumers that are deleted at this time.
            removal_queue(time: Time) ProviderItem::RemovalQueue(time)
                => ConsumerIds<'p>, ConsumerIds::parse;
            /// The consumer that a client follows.
            consumer_of_client(client: &str) ProviderItem::ConsumerOfClient(client)
                => ConsumerId, plain(consumer_id);
            /// How infractions on a consumer are punished.
            infraction_parameters(consumer: ConsumerId)
                ProviderItem::InfractionParameters(consumer)
                => InfractionParameters, InfractionParameters::parse;
            /// How they will be.
            queued_infraction_parameters(consumer: ConsumerId)
                ProviderItem::QueuedInfractionParameters(consumer)
                => InfractionParameters, InfractionParameters::parse;
            /// The consumers whose queued infraction parameters come into force at this time.
            infraction_queue(time: Time) ProviderItem::InfractionQueue(time)
                => ConsumerIds<'p>, ConsumerIds::parse;

            /// A consumer's client of its provider.
            provider_client_id() ConsumerItem::ProviderClientId => &'p str, plain(text);
            /// A consumer's channel to its provider.
            provider_channel_id() ConsumerItem::ProviderChannelId => &'p str, plain(text);
            /// The height at which a consumer last sent rewards.
            last_transmission_height() ConsumerItem::LastTransmissionHeight => u64, plain(number);
            /// The updates that a consumer applies at the end of the block.
            pending_changes() ConsumerItem::PendingChanges
                => ValidatorSetChangePacket<'p>, ValidatorSetChangePacket::parse_pending;
            /// The id of the update that was in force on a consumer at a height.
            height_to_valset_update_id(height: u64)
                ConsumerItem::HeightToValsetUpdateId(height) => u64, plain(number);
            /// A member of the validator set, as a consumer keeps it.
            cross_chain_validator(consumer_address: Address)
                ConsumerItem::Validator(consumer_address) => CrossChainValidator<'p>,
                |bytes, limits| cross_chain(consumer_address, bytes, limits);
            /// The height at which a consumer's module began.
            init_genesis_height() ConsumerItem::InitGenesisHeight => u64, plain(number);
            /// The channel for transfers that a consumer had before it was one.
            standalone_transfer_channel() ConsumerItem::StandaloneTransferChannel
                => &'p str, plain(text);
            /// The place of the next packet that waits on a consumer.
            next_pending_packet() ConsumerItem::NextPendingPacket => u64, plain(number);
            /// The report of an infraction that a consumer's provider has not answered.
            slash_record() ConsumerItem::SlashRecord => SlashRecord, SlashRecord::parse;
            /// The parameters of a consumer's module.
            consumer_params() ConsumerItem::Params => ConsumerParams<'p>, ConsumerParams::parse;

            /// The power that a validator had at the end of the block, by its operator.
            last_power(operator: Address) SdkItem::LastPower(operator) => u64, last_power;
            /// The power of all bonded validators at the end of the block.
            last_total_power() SdkItem::LastTotalPower => u128, last_total_power;
            /// A validator, by its operator.
            staking_validator(operator: Address) SdkItem::Validator(operator)
                => StakingValidator<'p>, |bytes, limits| staking(operator, bytes, limits);
            /// The operator of a validator, by the address of its consensus key.
            operator_by_cons_addr(address_of_key: Address)
                SdkItem::OperatorByConsAddr(address_of_key) => Address, plain(address);
            /// The operator of a validator, by its power and its operator.
            operator_by_power(power: u64, operator: Address)
                SdkItem::OperatorByPower(power, operator) => Address, plain(address);
            /// Whether a validator did its duty, by the address of its consensus key.
            signing_info(address_of_key: Address) SdkItem::SigningInfo(address_of_key)
                => SigningInfo, |bytes, limits| signing(address_of_key, bytes, limits);
        }
    };
}

/// Hands the table of items without values to a macro.
macro_rules! marks {
    ($make:ident) => {
        $make! {
            /// Whether a consumer reported a double sign of a validator.
            slash_log(provider: Address) ProviderItem::SlashLog(provider), mark;
            /// Whether a validator opted in to a consumer.
            opted_in(consumer: ConsumerId, provider: Address)
                ProviderItem::OptedIn(consumer, provider), mark;
            /// Whether a validator is on a consumer's allowlist.
            allowlisted(consumer: ConsumerId, provider: Address)
                ProviderItem::Allowlisted(consumer, provider), mark;
            /// Whether a validator is on a consumer's denylist.
            denylisted(consumer: ConsumerId, provider: Address)
                ProviderItem::Denylisted(consumer, provider), mark;
            /// Whether a validator is on a consumer's prioritylist.
            prioritylisted(consumer: ConsumerId, provider: Address)
                ProviderItem::Prioritylisted(consumer, provider), mark;
            /// Whether a consumer's provider has yet to answer to a report of downtime.
            outstanding_downtime(consumer_address: Address)
                ConsumerItem::OutstandingDowntime(consumer_address), mark;
            /// Whether a consumer was a chain before, and has not changed over yet.
            pre_ccv() ConsumerItem::PreCcv, one;
            /// Whether a consumer was a chain before.
            previously_standalone() ConsumerItem::PreviouslyStandalone, mark;
        }
    };
}

pub(in crate::ccv) use {marks, values};
