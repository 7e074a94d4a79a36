namespace Hostelry.Portal.Features.Connect;

/// <summary>What the person answers; the request itself comes along in hidden fields and is looked at again.</summary>
public sealed class ConsentForm
{
    /// <summary><c>allow</c> or <c>deny</c>; null when a client sent its request by POST, and nobody was asked yet.</summary>
    public string? Decision { get; init; }

    /// <summary>The project that was chosen.</summary>
    public long? ChosenProject { get; init; }
}

/// <param name="Client">The client's name.</param>
/// <param name="Host">Where the person will be sent: names cheat, addresses less so.</param>
/// <param name="Email">Who is signed in.</param>
/// <param name="Scopes">What it asks for, each with a text.</param>
/// <param name="Places">Organizations and projects to choose from; empty when none is asked for.</param>
/// <param name="Chosen">The project that is offered first.</param>
/// <param name="Parameters">The request, to send along.</param>
/// <param name="NeedsProject">True when it asks for servers.</param>
/// <param name="Missing">True when the project was not chosen, or is none of the person's.</param>
public sealed record ConsentView(
    string Client,
    string Host,
    string Email,
    IReadOnlyList<string> Scopes,
    IReadOnlyList<ConsentPlace> Places,
    long? Chosen,
    IReadOnlyList<KeyValuePair<string, string>> Parameters,
    bool NeedsProject,
    bool Missing);

public sealed record ConsentPlace(long OrganizationId, string Organization, long ProjectId, string Project);

/// <param name="Client">Who asks for it; null when nobody known does.</param>
/// <param name="Parameters">The request, to send along.</param>
public sealed record EndSessionView(string? Client, IReadOnlyList<KeyValuePair<string, string>> Parameters);
