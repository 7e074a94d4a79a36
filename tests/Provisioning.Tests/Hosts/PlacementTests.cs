using Hostelry.Provisioning.Hosts;

namespace Hostelry.Provisioning.Tests.Hosts;

public sealed class PlacementTests
{
    private static readonly Demand Demand = new(2, 100, 1000);

    [Fact]
    public void Host_with_most_free_memory_comes_first_and_ties_go_by_id() => Assert.Equal(
        [2, 1, 3],
        Placement.Rank(
            [new HostRoom(3, 9, 200, 9000, 9), new HostRoom(1, 9, 200, 9000, 9), new HostRoom(2, 2, 300, 1000, 1)], Demand)
            .Select(host => host.HostId));

    [Theory]
    [InlineData(1, 100, 1000, 1)]
    [InlineData(2, 99, 1000, 1)]
    [InlineData(2, 100, 999, 1)]
    [InlineData(2, 100, 1000, 0)]
    public void Host_short_of_one_thing_is_left_out(int cores, long memory, long disk, int slots) =>
        Assert.Empty(Placement.Rank([new HostRoom(1, cores, memory, disk, slots)], Demand));
}
