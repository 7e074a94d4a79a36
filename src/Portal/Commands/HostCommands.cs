using System.CommandLine;
using System.Globalization;

using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Hosts;

namespace Hostelry.Portal.Commands;

internal sealed class HostEnrol : OperatorCommand
{
    private readonly Option<string> _name = new("--name") { Description = "Host name.", DefaultValueFactory = _ => "local" };
    private readonly Option<string> _address = new("--address") { Description = "'local' is this machine.", DefaultValueFactory = _ => "local" };
    private readonly Option<string> _datacenter = new("--datacenter") { Description = "Where it stands.", DefaultValueFactory = _ => "local-dc1" };

    public HostEnrol()
        : base("enrol", "Looks at a host and records it; again, it is looked at again.")
    {
        Options.Add(_name);
        Options.Add(_address);
        Options.Add(_datacenter);
    }

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var name = parsed.GetRequiredValue(_name);
        var enrolled = await services.GetRequiredService<EnrolHost>()
            .ExecuteAsync(name, parsed.GetRequiredValue(_address), parsed.GetRequiredValue(_datacenter), ct);
        if (enrolled.Problem is { } problem)
        {
            return problem;
        }

        var missing = enrolled.Value.Missing;
        return new Answer(
            missing.Count == 0
                ? $"Host '{name}' is enrolled and ready."
                : $"Host '{name}' is enrolled; before servers can run there:\n  " + string.Join("\n  ", missing),
            new { Id = enrolled.Value.HostId, Name = name, Ready = missing.Count == 0, Missing = missing });
    }
}

internal sealed class HostList() : OperatorCommand("list", "Lists hosts with what they have given away.")
{
    private const long Gibibyte = 1L << 30;

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var hosts = await services.GetRequiredService<HostQueries>().ListAsync(ct);
        var lines = hosts.Select(host => string.Create(
            CultureInfo.InvariantCulture,
            $"{host.Name}\t{(host.Ready ? "ready" : "not ready")}\t{(host.Open ? "open" : "closed")}\t{host.Servers} servers\tcores {host.Taken.Cores}/{host.Capacity.Cores}\tmemory {host.Taken.MemoryBytes / Gibibyte}/{host.Capacity.MemoryBytes / Gibibyte} GiB\tdisk {host.Taken.DiskBytes / Gibibyte}/{host.Capacity.DiskBytes / Gibibyte} GiB\t{string.Join(' ', host.Images)}"));
        return new Answer(string.Join('\n', lines), hosts);
    }
}
