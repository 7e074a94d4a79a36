using CsCheck;

using Hostelry.Billing.Dunning;

namespace Hostelry.Billing.Tests.Dunning;

public sealed class TimelineTests
{
    private static readonly DunningPolicy Policy = new();
    private static readonly DateTimeOffset Due = new(2026, 12, 15, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Steps_come_on_their_days()
    {
        var ahead = Timeline.Ahead(Policy, Facts(), Due.AddDays(-5));
        Assert.Equal(
            [
                (DunningAct.Remind, 1), (DunningAct.Retry, 1), (DunningAct.Remind, 7), (DunningAct.Retry, 7), (DunningAct.Suspend, 14),
                (DunningAct.Warn, 21), (DunningAct.End, 30),
            ],
            ahead.Select(act => (act.Act, (int)(act.At - Due).TotalDays)));
        Assert.Empty(Timeline.Due(Policy, Facts(), Due));
        Assert.Equal([DunningAct.Remind, DunningAct.Retry], Timeline.Due(Policy, Facts(), Due.AddDays(1)).Select(act => act.Act));
    }

    [Fact]
    public void Whoever_was_forgotten_for_months_is_reminded_first_and_deleted_no_sooner_than_the_timeline_says()
    {
        var now = Due.AddDays(100);
        Assert.Equal([DunningAct.Remind, DunningAct.Retry], Timeline.Due(Policy, Facts(), now).Select(act => act.Act));
        var ahead = Timeline.Ahead(Policy, Facts(), now);
        Assert.Equal(now.AddDays(29), ahead[^1].At);
    }

    [Fact]
    public void A_retry_is_left_out_without_a_card_and_while_one_cools_down()
    {
        var now = Due.AddDays(1);
        Assert.Equal("no_card", Timeline.Due(Policy, Facts() with { CanCharge = false }, now)[1].Skip);
        Assert.Equal("cooling_down", Timeline.Due(Policy, Facts() with { CoolsUntil = now.AddHours(1) }, now)[1].Skip);
        Assert.Null(Timeline.Due(Policy, Facts() with { CoolsUntil = now }, now)[1].Skip);
    }

    [Fact]
    public void While_what_is_owed_is_being_paid_reminders_go_on_and_nothing_is_suspended_or_ended()
    {
        var now = Due.AddDays(100);
        var paying = Facts() with { IsBeingPaid = true };
        Assert.Equal([DunningAct.Remind, DunningAct.Retry], Timeline.Due(Policy, paying, now).Select(act => act.Act));
        var before = paying with { Done = [Due, Due, Due, Due] };
        Assert.Empty(Timeline.Due(Policy, before, now));
        Assert.Equal([DunningAct.Suspend], Timeline.Due(Policy, before with { IsBeingPaid = false }, now).Select(act => act.Act));
        Assert.Equal([DunningAct.Warn], Timeline.Due(Policy, before with { Done = [Due, Due, Due, Due, Due] }, now).Select(act => act.Act));
        Assert.Equal([DunningAct.Suspend, DunningAct.End], Timeline.Ahead(Policy, paying, now).Where(act => act.Waits).Select(act => act.Act));
        Assert.DoesNotContain(Timeline.Ahead(Policy, Facts(), now), act => act.Waits);
    }

    [Fact]
    public void However_often_and_irregularly_it_is_asked_each_step_comes_once_in_order_and_never_early() => Gen.Int[1, 20_000].Array[1, 60].Sample(minutes =>
    {
        var (facts, now, acts) = (Facts(), Due, new List<PlannedAct>());
        foreach (var pause in minutes)
        {
            now = now.AddMinutes(pause);
            var due = Timeline.Due(Policy, facts, now);
            acts.AddRange(due);
            facts = facts with { Done = [.. facts.Done, .. due.Select(_ => now)] };
        }

        Assert.Equal(Enumerable.Range(0, acts.Count), acts.Select(act => act.Step));
        for (var at = 0; at < facts.Done.Count; at++)
        {
            Assert.True(facts.Done[at] >= Due.AddDays(Policy.Timeline[at].Day));
            if (at > 0)
            {
                Assert.True(facts.Done[at] - facts.Done[at - 1] >= TimeSpan.FromDays(Policy.Timeline[at].Day - Policy.Timeline[at - 1].Day));
            }
        }
    });

    [Fact]
    public void A_timeline_that_falls_or_ends_without_a_warning_is_refused()
    {
        Assert.Null(Policy.Problem);
        Assert.NotNull(Of((DunningAct.Remind, 5), (DunningAct.Suspend, 4)).Problem);
        Assert.NotNull(Of((DunningAct.Remind, 1), (DunningAct.End, 30)).Problem);
        Assert.NotNull(Of((DunningAct.Warn, 30), (DunningAct.End, 30)).Problem);
        Assert.NotNull(Of((DunningAct.Remind, -1)).Problem);
        Assert.Null(Of((DunningAct.Warn, 3), (DunningAct.End, 4)).Problem);
    }

    [Fact]
    public void Money_that_comes_in_pays_the_oldest_debt_first()
    {
        var eur = Story.Eur;
        DebtEntry At(int day, long minor) => new(Due.AddDays(day), minor, null);
        Assert.Null(Debts.Of([At(0, 1000), At(1, -1000)], eur, 14));
        Assert.Equal(new Debt(Story.Euro("5.00"), Due.AddDays(15)), Debts.Of([At(0, 1000), At(1, -1500)], eur, 14));
        Assert.Equal(new Debt(Story.Euro("13.00"), Due.AddDays(15)), Debts.Of([At(1, -1500), At(31, -800), At(40, 1000)], eur, 14));
        Assert.Equal(new Debt(Story.Euro("8.00"), Due.AddDays(45)), Debts.Of([At(1, -1500), At(31, -800), At(40, 1500)], eur, 14));
        Assert.Equal(new Debt(Story.Euro("8.00"), Due.AddDays(99)), Debts.Of([new DebtEntry(Due, -800, Due.AddDays(99))], eur, 14));
    }

    private static DunningFacts Facts() => new(Story.Euro("10.00"), Due, [], true, null);

    private static DunningPolicy Of(params (DunningAct Act, int Day)[] steps) =>
        new() { Steps = [.. steps.Select(step => new DunningStep { Act = step.Act, Day = step.Day })] };
}
