using Hostelry.Provisioning.Listing;
using Hostelry.Provisioning.Servers;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Features.Servers;

/// <summary>Which part of the list is asked for; stands in the address, so that it can be kept as a bookmark.</summary>
public sealed class ServersQuery
{
    /// <summary>A part of name or address.</summary>
    [FromQuery(Name = "q")]
    public string? Text { get; init; }

    /// <summary>A label selector: <c>env=prod,tier in (web,db)</c>.</summary>
    [FromQuery(Name = "label")]
    public string? Label { get; init; }

    /// <summary>As <c>running</c>; unknown ones count as none.</summary>
    [FromQuery(Name = "state")]
    public string? State { get; init; }

    [FromQuery(Name = "page")]
    public int Page { get; init; } = 1;

    /// <summary>What a bulk action did: its name, and how often.</summary>
    [FromQuery(Name = "did")]
    public string? Did { get; init; }

    [FromQuery(Name = "done")]
    public int Done { get; init; }

    [FromQuery(Name = "refused")]
    public int Refused { get; init; }

    public bool IsFiltered => !string.IsNullOrWhiteSpace(Text) || !string.IsNullOrWhiteSpace(Label) || Status is not null;

    /// <summary>The state as it was understood.</summary>
    public ServerStatus? Status =>
        Enum.TryParse<ServerStatus>(State, ignoreCase: true, out var status) && Enum.IsDefined(status) ? status : null;

    public ServerFilter ToFilter() => new(
        LabelSelector: Label,
        Statuses: Status is { } status ? [status.ToString().ToLowerInvariant()] : [],
        Sort: ["name"],
        Text: Text is { Length: > 255 } ? Text[..255] : Text);

    public Page ToPage() => new(Page, Provisioning.Listing.Page.MaxSize);
}

/// <param name="Servers">Null when the label selector was not understood.</param>
/// <param name="Query">As it was asked.</param>
public sealed record ServersView(Paged<ServerView>? Servers, ServersQuery Query)
{
    public int Pages => Servers is { Total: > 0 } page ? (page.Total + page.Page.Size - 1) / page.Page.Size : 1;
}

/// <summary>Servers ticked in the list, and the button that was pressed.</summary>
public sealed class BulkForm
{
    public List<long> Ids { get; init; } = [];

    /// <summary>Name of a <see cref="BulkAct"/>.</summary>
    public string? Act { get; init; }
}

/// <summary>What can be done with many servers at once.</summary>
public enum BulkAct
{
    PowerOn,
    Shutdown,
    PowerOff,
    Reboot,
    Delete,
}

/// <summary>The second look before servers are deleted.</summary>
public sealed class BulkDeleteForm
{
    public List<long> Ids { get; init; } = [];

    /// <summary>The project's name, typed.</summary>
    public string? Confirm { get; init; }
}

/// <param name="Servers">What will be deleted.</param>
/// <param name="Confirm">Names the field.</param>
public sealed record BulkDeleteView(IReadOnlyList<ServerView> Servers, string? Confirm);
