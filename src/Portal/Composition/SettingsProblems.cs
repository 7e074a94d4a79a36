using System.Globalization;

using Hostelry.Billing.Books;
using Hostelry.Portal.Mail;
using Hostelry.Provisioning;
using Hostelry.Provisioning.Operations;

namespace Hostelry.Portal.Composition;

/// <summary>The settings are not what docs/configuration.md says; nothing has been started.</summary>
public sealed class WrongSettingsException(IReadOnlyList<string> problems) : Exception(string.Join('\n', problems));

/// <summary>Looks at every section once, before anything starts, so that a wrong value is named by its key.</summary>
internal static class SettingsProblems
{
    /// <summary>Throws <see cref="WrongSettingsException"/> with one sentence for each problem.</summary>
    public static void Refuse(IConfiguration configuration)
    {
        List<string> problems;
        try
        {
            problems = [.. In(configuration)];
        }
        catch (InvalidOperationException unreadable)
        {
            // The binder names the key and its type.
            problems = [unreadable.Message];
        }

        if (problems.Count > 0)
        {
            throw new WrongSettingsException(problems);
        }
    }

    private static IEnumerable<string> In(IConfiguration configuration)
    {
        var portal = PortalSettings.From(configuration);
        var operations = configuration.GetSection("Operations").Get<OperationSettings>() ?? new OperationSettings();
        var provisioning = configuration.GetSection(ProvisioningSettings.Section).Get<ProvisioningSettings>() ?? new ProvisioningSettings();
        (string Key, bool Good, string Rule)[] rules =
        [
            ("Database:Provider", portal.Database.IsKnown, "must be sqlite or postgres"),
            .. Required(configuration, portal.Database.IsSqlite ? [] : ["Web", "Staff", "Worker"]),
            ("Oidc:Authority", portal.Oidc.HasGoodAuthority, "must be https, or http on a loopback address"),
            ("Oidc:ClientId", !portal.Oidc.IsOn || portal.Oidc.ClientId.Length > 0, "must be set together with Oidc:Authority"),
            ("Oidc:Only", portal.Oidc.IsOn || !portal.Oidc.Only, "needs Oidc:Authority"),
            ("Terms:Address", portal.Terms.IsGood, "must be https, and Terms:Version 1 to 40 characters"),
            .. Mail(MailSettings.Of(configuration)),
            ("Api:RequestsPerHour", portal.Api.RequestsPerHour >= 1, "must be 1 or more"),
            .. portal.Proxies.Select(proxy =>
                ("Proxies", System.Net.IPAddress.TryParse(proxy, out _), $"must be addresses, and '{proxy}' is none")),
            .. PaymentComposition.Rules(configuration),
            ("Operations:Workers", configuration.GetValue("Operations:Workers", 8) >= 1, "must be 1 or more"),
            ("Operations:Concurrency", operations.Concurrency >= 1, "must be 1 or more"),
            ("Operations:Renewal", operations.Renewal > TimeSpan.Zero, "must be more than nothing"),
            ("Operations:Lease", operations.Lease > operations.Renewal, "must be longer than Operations:Renewal"),
            ("Operations:Sweep", operations.Sweep > TimeSpan.Zero, "must be more than nothing"),
            ("Operations:Reconcile", operations.Reconcile > TimeSpan.Zero, "must be more than nothing"),
            ("Operations:Outbox", operations.Outbox > TimeSpan.Zero, "must be more than nothing"),
            ("Operations:HostCall", operations.HostCall > TimeSpan.Zero, "must be more than nothing"),
            .. Provisioning(provisioning),
            .. Datev(configuration.GetSection(DatevSettings.Section).Get<DatevSettings>() ?? new DatevSettings()),
        ];
        return rules.Where(rule => !rule.Good)
            .Select(rule => string.Create(CultureInfo.InvariantCulture, $"{rule.Key} {rule.Rule} (docs/configuration.md)."));
    }

    private static IEnumerable<(string Key, bool Good, string Rule)> Provisioning(ProvisioningSettings provisioning) =>
    [
        ("Provisioning:HostSlots", provisioning.HostSlots is >= 1 and <= ProvisioningSettings.MostHostSlots,
            $"must be 1 to {ProvisioningSettings.MostHostSlots}: each server has a range of user ids of its own"),
        ("Provisioning:CoreOvercommitPercent", provisioning.CoreOvercommitPercent >= 1, "must be 1 or more"),
        ("Provisioning:AddressCoolDown", provisioning.AddressCoolDown >= TimeSpan.Zero, "must not be negative"),
        ("Provisioning:DefaultServers", provisioning.DefaultServers >= 0, "must not be negative"),
        ("Provisioning:DefaultCores", provisioning.DefaultCores >= 0, "must not be negative"),
        ("Provisioning:DefaultSshKeys", provisioning.DefaultSshKeys >= 0, "must not be negative"),
        ("Provisioning:HostMemoryReserveBytes", provisioning.HostMemoryReserveBytes >= 0, "must not be negative"),
        ("Provisioning:HostDiskReserveBytes", provisioning.HostDiskReserveBytes >= 0, "must not be negative"),
        ("Provisioning:NetworkCidr",
            System.Net.IPNetwork.TryParse(provisioning.NetworkCidr, out var network) && network.PrefixLength is >= 8 and <= 29,
            "must be an IPv4 network, /8 to /29, as 10.77.0.0/16"),
    ];

    private static IEnumerable<(string Key, bool Good, string Rule)> Datev(DatevSettings datev) =>
    [
        ("Datev:Adviser", datev.Adviser is >= 1001 and <= 9_999_999, "must be 1001 to 9999999"),
        ("Datev:Client", datev.Client is >= 1 and <= 99_999, "must be 1 to 99999"),
        ("Datev:YearStartsIn", datev.YearStartsIn is >= 1 and <= 12, "must be a month, 1 to 12"),
        ("Datev:FirstDebtor", datev.FirstDebtor >= 0, "must not be negative"),
    ];

    private static IEnumerable<(string Key, bool Good, string Rule)> Mail(MailSettings mail) =>
    [
        ("Mail:From", mail.FromIsAddress, "must be an address, as Hostelry <hostelry@example.org>"),
        ("Mail:Sweep", mail.Sweep > TimeSpan.Zero, "must be more than nothing"),
        ("Mail:Smtp:Port", mail.Smtp.Port is >= 1 and <= 65535, "must be 1 to 65535"),
        ("Mail:Smtp:Security", mail.Smtp.IsSafe, "may be None for a mail server on this machine alone"),
        ("Mail:Smtp:Timeout", mail.Smtp.Timeout > TimeSpan.Zero, "must be more than nothing"),
    ];

    private static IEnumerable<(string Key, bool Good, string Rule)> Required(IConfiguration configuration, string[] names) =>
        names.Select(name => ($"ConnectionStrings:{name}", configuration.GetConnectionString(name) is { Length: > 0 }, "is not set"));
}
