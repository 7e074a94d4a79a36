using System.Text.Json.Serialization;

using FluentValidation;

using Hostelry.Portal.Api.Shared;
using Hostelry.Provisioning;
using Hostelry.Provisioning.Intake;

namespace Hostelry.Portal.Api.Servers;

/// <summary>An order as the dialect writes it.</summary>
public sealed record CreateServerRequest
{
    public string? Name { get; init; }

    [JsonConverter(typeof(ReferenceConverter))]
    public string? ServerType { get; init; }

    [JsonConverter(typeof(ReferenceConverter))]
    public string? Image { get; init; }

    [JsonConverter(typeof(ReferencesConverter))]
    public List<string>? SshKeys { get; init; }

    [JsonConverter(typeof(ReferenceConverter))]
    public string? Location { get; init; }

    [JsonConverter(typeof(ReferenceConverter))]
    public string? Datacenter { get; init; }

    public string? UserData { get; init; }

    public Dictionary<string, string>? Labels { get; init; }

    public bool? StartAfterCreate { get; init; }

    public bool? Automount { get; init; }

    public PublicNetRequest? PublicNet { get; init; }

    public List<long>? Networks { get; init; }

    public List<long>? Volumes { get; init; }

    public List<FirewallRequest>? Firewalls { get; init; }

    public long? PlacementGroup { get; init; }

    public PlaceOrderRequest ToOrder(ProjectKey project) => new()
    {
        Project = project,
        Name = Name!,
        ServerType = ServerType!,
        Image = Image!,
        SshKeys = SshKeys ?? [],
        Location = Location,
        Datacenter = Datacenter,
        UserData = UserData,
        Labels = Labels ?? [],
        StartAfterCreate = StartAfterCreate ?? true,
    };
}

public sealed record PublicNetRequest(bool? EnableIpv4, bool? EnableIpv6, long? Ipv4, long? Ipv6);

public sealed record FirewallRequest(long Firewall);

internal sealed class CreateServerValidator : AbstractValidator<CreateServerRequest>
{
    public CreateServerValidator()
    {
        RuleFor(request => request.Name).NotEmpty();
        RuleFor(request => request.ServerType).NotEmpty().Reference();
        RuleFor(request => request.Image).NotEmpty().Reference();
        RuleFor(request => request.Location).Reference();
        RuleFor(request => request.Datacenter).Reference();
        RuleFor(request => request.SshKeys)
            .Must(keys => keys is null || keys.All(IsKeyReference)).WithMessage("ssh_keys must be ids or names of at most 255 characters.");
        RuleFor(request => request.PublicNet).ChildRules(OneAddress);
        RuleFor(request => request.Networks).NotOffered(networks => networks is null or []);
        RuleFor(request => request.Volumes).NotOffered(volumes => volumes is null or []);
        RuleFor(request => request.Firewalls).NotOffered(firewalls => firewalls is null or []);
        RuleFor(request => request.PlacementGroup).NotOffered(group => group is null);
    }

    private static bool IsKeyReference(string? key) => key is { Length: > 0 and <= 255 } && !key.Any(char.IsControl);

    /// <summary>Every server has one IPv4 address, chosen here; IPv6 may be asked for but is not given yet.</summary>
    private static void OneAddress(InlineValidator<PublicNetRequest?> net)
    {
        net.RuleFor(request => request!.EnableIpv4).Must(enabled => enabled != false)
            .WithMessage("public_net.enable_ipv4 must be true: every server has an IPv4 address.");
        net.RuleFor(request => request!.Ipv4).NotOffered(id => id is null);
        net.RuleFor(request => request!.Ipv6).NotOffered(id => id is null);
    }
}
