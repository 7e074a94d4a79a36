using System.CommandLine;

using Hostelry.Billing;
using Hostelry.Billing.Alarms;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Tax;
using Hostelry.Portal.Composition;
using Hostelry.Portal.Health;
using Hostelry.Portal.Identity;
using Hostelry.Provisioning.Hosts;
using Hostelry.Provisioning.Hypervisor;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Commands;

/// <param name="Fix">What to do; null when it is well.</param>
internal sealed record Finding(string Part, string State, string? Fix);

/// <summary>Looks at everything a server needs, and says what to do about each. Exit code 1 when something is wrong.</summary>
internal sealed class Doctor() : OperatorCommand("doctor", "Looks at runtime, database, libvirt, kernel, host program and images, and says what to do.")
{
    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        List<Finding> findings =
        [
            new("runtime", Environment.Version.ToString(), RuntimeFloor.Problem(Environment.Version)),
            .. await DatabaseAsync(services, ct),
        ];
        if (findings.TrueForAll(finding => finding.Fix is null))
        {
            findings.AddRange(await HostsAsync(services, ct));
        }

        var bad = findings.Exists(finding => finding.Fix is not null);
        return new Answer(string.Join('\n', findings.Select(Line)), findings, bad ? 1 : 0);
    }

    private static string Line(Finding finding) => finding.Fix is null
        ? $"ok    {finding.Part}: {finding.State}"
        : $"FIX   {finding.Part}: {finding.State}\n      {finding.Fix}";

    private static async Task<IEnumerable<Finding>> DatabaseAsync(IServiceProvider services, CancellationToken ct)
    {
        var provider = services.GetRequiredService<PortalSettings>().Database.IsSqlite ? "sqlite" : "postgres";
        IReadOnlyList<string> problems;
        try
        {
            problems = await SchemaVersion.ProblemsAsync(services, ct);
        }
        catch (Exception failure) when (DatabaseTrouble.Is(failure))
        {
            return [new("database", provider, $"It does not answer ({failure.Message}): check ConnectionStrings.")];
        }

        if (problems.Count > 0)
        {
            return problems.Select(problem => new Finding("database", provider, problem));
        }

        return await services.GetRequiredService<IdentityDb>().Sellers.AnyAsync(ct)
            ? [new("database", $"{provider}, schema of this build", null)]
            : [new("database", $"{provider}, empty", "Run the command 'seed'.")];
    }

    private static async Task<IEnumerable<Finding>> HostsAsync(IServiceProvider services, CancellationToken ct)
    {
        List<Finding> findings = [];
        var hosts = services.GetRequiredService<HostQueries>();
        var known = await hosts.ListAsync(ct);
        if (known.Count == 0)
        {
            findings.AddRange(await LookAsync(services, new HostEndpoint(0, "local"), "this machine", ct));
            findings.Add(new("hosts", "none enrolled", "Run 'host enrol'."));
        }

        foreach (var host in known)
        {
            findings.AddRange(await LookAsync(services, new HostEndpoint(host.Id, host.Address), host.Name, ct));
        }

        findings.Add(await services.GetRequiredService<PricedTypes>().AnyAsync(ct)
            ? new("prices", "there are server types with a price", null)
            : new("prices", "no server type has a price in the seller's currency", "Run 'price publish'."));
        findings.Add(await hosts.CanBuildAsync(HealthEndpoints.ReadyImage, ct)
            ? new("images", $"{HealthEndpoints.ReadyImage} lies ready", null)
            : new("images", $"no ready host has {HealthEndpoints.ReadyImage}", $"Run 'image build --name {HealthEndpoints.ReadyImage}'."));
        findings.AddRange(await TaxAsync(services, ct));
        findings.Add(await AlarmsAsync(services, ct));
        return findings;
    }

    private static async Task<Finding> AlarmsAsync(IServiceProvider services, CancellationToken ct)
    {
        const int Shown = 5;
        var open = await services.GetRequiredService<AlarmLog>().OpenAsync(ct);
        return open.Count == 0
            ? new("books", "no alarm is open", null)
            : new(
                "books",
                $"{open.Count} alarms are open",
                string.Join("; ", open.Take(Shown).Select(alarm => $"{alarm.Code} {alarm.Subject}: {alarm.Detail}"))
                    + " Look at docs/billing.md, \"Alarms\"; 'books verify' looks again.");
    }

    /// <summary>No tax is a decision too, so it is told and no fault.</summary>
    private static async Task<IEnumerable<Finding>> TaxAsync(IServiceProvider services, CancellationToken ct) =>
        (await services.GetRequiredService<BillingDb>().LegalEntities.AsNoTracking().OrderBy(entity => entity.Id).ToListAsync(ct))
            .Select(entity => new Finding(
                $"legal entity {entity.Id}",
                entity.TaxStatus switch
                {
                    TaxStatus.Unset => $"{entity.Name}: tax is not set up, invoices charge none (legal-entity set)",
                    TaxStatus.Exempt => $"{entity.Name}: charges no tax ({entity.ExemptionNote})",
                    TaxStatus.Registered => $"{entity.Name}: charges tax of {entity.Country}{(entity.UsesOss ? " and by the one-stop shop" : "")}",
                },
                null));

    private static async Task<IEnumerable<Finding>> LookAsync(
        IServiceProvider services, HostEndpoint endpoint, string name, CancellationToken ct)
    {
        try
        {
            var facts = await services.GetRequiredService<IHypervisor>().InspectAsync(endpoint, ct);
            return
            [
                new($"host {name}", $"libvirt {facts.LibvirtVersion}, cgroups {facts.Kind}, {facts.Cores} cores, {facts.MemoryBytes >> 20} MiB, {facts.DiskBytes >> 30} GiB free", null),
                .. facts.Missing.Select(missing => new Finding($"host {name}", "not ready", missing)),
            ];
        }
        catch (HypervisorException failure)
        {
            return [new($"host {name}", "does not answer", $"{failure.Message} Is libvirtd running, and the host program set up (docs/operating.md)?")];
        }
    }
}
