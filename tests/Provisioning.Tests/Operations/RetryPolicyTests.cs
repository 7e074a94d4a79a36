using CsCheck;

using Hostelry.Provisioning.Hypervisor;
using Hostelry.Provisioning.Operations;

namespace Hostelry.Provisioning.Tests.Operations;

public sealed class RetryPolicyTests
{
    [Theory]
    [InlineData(FailureKind.Refused, 1, Going.Forward, false)]
    [InlineData(FailureKind.Refused, 1, Going.Undoing, true)]
    [InlineData(FailureKind.Refused, 900, Going.Forever, true)]
    [InlineData(FailureKind.Fault, 4, Going.Forward, true)]
    [InlineData(FailureKind.Fault, 5, Going.Forward, false)]
    [InlineData(FailureKind.Fault, 5, Going.Undoing, true)]
    [InlineData(FailureKind.Unknown, 900, Going.Forward, true)]
    [InlineData(FailureKind.Busy, 900, Going.Forward, true)]
    [InlineData(FailureKind.NoCapacity, 900, Going.Forward, true)]
    [InlineData(FailureKind.StaleFence, 900, Going.Forward, true)]
    public void Only_what_can_never_succeed_gives_up_and_only_on_the_way_forward(
        FailureKind kind, int attempt, Going going, bool retries) =>
        Assert.Equal(retries, RetryPolicy.Decide(kind, attempt, going, 1).Retry);

    [Theory]
    [InlineData(HypervisorErrorKind.Unknown, FailureKind.Unknown)]
    [InlineData(HypervisorErrorKind.Busy, FailureKind.Busy)]
    [InlineData(HypervisorErrorKind.StaleFence, FailureKind.StaleFence)]
    [InlineData(HypervisorErrorKind.NoCapacity, FailureKind.NoCapacity)]
    [InlineData(HypervisorErrorKind.Refused, FailureKind.Refused)]
    [InlineData(HypervisorErrorKind.GuestFiles, FailureKind.Refused)]
    public void A_host_error_is_classified_by_its_kind_whatever_its_message(HypervisorErrorKind kind, FailureKind expected) =>
        Assert.Equal(expected, RetryPolicy.Classify(new HypervisorException(kind, "permanently refused, busy, timeout")));

    [Fact]
    public void What_nobody_foresaw_is_a_fault_and_a_database_that_is_away_is_not()
    {
        Assert.Equal(FailureKind.Fault, RetryPolicy.Classify(new InvalidOperationException("timeout")));
        Assert.Equal(FailureKind.Unknown, RetryPolicy.Classify(new TimeoutException()));
        Assert.Equal(
            FailureKind.Unknown,
            RetryPolicy.Classify(new InvalidOperationException("wrapped", new Npgsql.NpgsqlException("away"))));
    }

    [Fact]
    public void Delays_are_the_same_for_the_same_input_grow_to_a_cap_and_never_vanish() =>
        Gen.Select(Gen.Enum<FailureKind>(), Gen.Int[1, 1_000_000], Gen.Enum<Going>(), Gen.Long[1, 1L << 53]).Sample(
            (kind, attempt, going, seed) =>
            {
                var decision = RetryPolicy.Decide(kind, attempt, going, seed);
                var later = RetryPolicy.Decide(kind, attempt + 4, going, seed);
                return decision == RetryPolicy.Decide(kind, attempt, going, seed)
                    && (!decision.Retry || decision.After > TimeSpan.Zero)
                    && decision.After <= TimeSpan.FromMinutes(6)
                    && (!later.Retry || later.After >= decision.After * 0.6);
            });

    [Fact]
    public void Operations_that_failed_together_do_not_return_together()
    {
        var delays = Enumerable.Range(1, 100).Select(id => RetryPolicy.Decide(FailureKind.Unknown, 6, Going.Forward, id).After);
        Assert.True(delays.Distinct().Count() > 50);
    }
}
