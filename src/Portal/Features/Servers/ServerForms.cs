using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;
using Hostelry.Portal.Features.Shared;
using Hostelry.Provisioning.Images;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;

namespace Hostelry.Portal.Features.Servers;

/// <summary>A server's page.</summary>
/// <param name="History">Newest first.</param>
/// <param name="Cost">This month's; null when there is none.</param>
/// <param name="Refused">Code of what was just refused; null when nothing was.</param>
public sealed record ServerPage(
    ServerView Server, IReadOnlyList<ServerHistoryEntry> History, SubscriptionCost? Cost, string? Refused)
{
    /// <summary>The operation that runs now.</summary>
    public ServerHistoryEntry? Running => History.FirstOrDefault(entry => entry.Operation.Status == OperationStatus.Running);

    /// <summary>Whether somebody should look again soon.</summary>
    public bool IsBusy => Running is not null || Server.Locked;

    public bool IsOn => Server.Status is ServerStatus.Running;

    public bool IsOff => Server.Status is ServerStatus.Off;

    /// <summary>Free for an operation.</summary>
    public bool IsFree => !IsBusy && !Server.Suspended && Server.Status is not (ServerStatus.Deleting or ServerStatus.Initializing);

    public string? SshCommand => Server.Address is { } address ? "ssh root@" + address.Ipv4 : null;
}

public sealed class PowerForm
{
    /// <summary>Name of a <c>PowerAction</c>.</summary>
    public string? Act { get; init; }
}

public sealed class EditForm
{
    public string Name { get; init; } = "";

    /// <summary>One a line: <c>env=prod</c>.</summary>
    public string? Labels { get; init; }
}

public sealed class ProtectionForm
{
    public bool Delete { get; init; }

    public bool Rebuild { get; init; }
}

/// <param name="Server">As it is.</param>
/// <param name="Offers">What it could become, dearest last, the present one among them.</param>
/// <param name="Form">What was chosen.</param>
public sealed record ResizeView(ServerView Server, IReadOnlyList<TypeOffer> Offers, ResizeForm Form)
{
    public TypeOffer? Present => Offers.FirstOrDefault(offer => offer.Type.Id == Server.ServerType.Id);

    /// <summary>Null when it can be chosen; else the key of the reason.</summary>
    public string? WhyNot(TypeOffer offer) =>
        offer.Type.Id == Server.ServerType.Id ? "PresentType"
        : offer.Type.DiskBytes < Server.DiskBytes ? "DiskTooSmall"
        : offer.Price is null ? "NoPrice"
        : null;
}

public sealed class ResizeForm
{
    /// <summary>Name of the new type.</summary>
    public string? Type { get; init; }

    /// <summary>False keeps the disk, so that the change can be taken back.</summary>
    public bool GrowDisk { get; init; }

    /// <summary>Names this form: sent twice, it changes once.</summary>
    public string? Once { get; init; }
}

public sealed record RebuildView(ServerView Server, IReadOnlyList<ImageView> Images, RebuildForm Form)
{
    /// <summary>Names the field.</summary>
    public string? UserData => Form.UserData;

    /// <summary>Names the field.</summary>
    public string? Confirm => Form.Confirm;
}

public sealed class RebuildForm
{
    /// <summary>Name of the image.</summary>
    public string? Image { get; init; }

    /// <summary>Empty keeps what the server has.</summary>
    public string? UserData { get; init; }

    /// <summary>The server's name, typed.</summary>
    public string? Confirm { get; init; }
}

/// <param name="Cost">Null when there is none.</param>
/// <param name="Confirm">Names the field.</param>
public sealed record DeleteView(ServerView Server, SubscriptionCost? Cost, string? Confirm);

public sealed class DeleteForm
{
    /// <summary>The server's name, typed.</summary>
    public string? Confirm { get; init; }
}

/// <param name="Name">The server's.</param>
/// <param name="Server">Its id.</param>
/// <param name="Password">Shown this once; null when the server takes keys.</param>
/// <param name="Reason">Key of what happened: <c>Ordered</c>, <c>Reset</c>, <c>Rebuilt</c>.</param>
public sealed record PasswordView(long Server, string Name, string? Address, string Password, string Reason)
{
    /// <summary>Without the password, so that no log shows it.</summary>
    public override string ToString() => $"PasswordView {{ Name = {Name} }}";
}

/// <summary>Says a refusal beside the field it is about.</summary>
internal static class Refusals
{
    /// <summary>The field that <paramref name="problem"/> speaks of, by its code and what the API calls the field.</summary>
    public static string FieldOf(Problem problem, string otherwise) => problem switch
    {
        { Field: "name" } => "Name",
        { Field: "labels" } => "Labels",
        { Field: "user_data" } => "UserData",
        { Field: "server_type" } or { Code: "price_missing" or "price_changed" or "invalid_server_type" } => "Type",
        { Field: "image" } => "Image",
        { Field: "ssh_keys" } => "Keys",
        { Field: "location" } or { Code: "placement_error" } => "Location",
        _ => otherwise,
    };
}
