using Hostelry.Billing.Kernel;
using Hostelry.Portal.Composition;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Identity.Oidc;

using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

using OpenIddict.Abstractions;

using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Hostelry.Portal.Features.Connect;

/// <summary>What a client asks of the person who is signed in, and where they may let it in.</summary>
internal sealed class AskPerson(
    IdentityDb db, FindSeats seats, FindConsent find, GiveConsent give, Tenant tenant, PageCaller caller, PortalSettings settings)
{
    public async Task<Question> ReadAsync(OpenIddictRequest request, CancellationToken ct)
    {
        var client = await db.OidcClients.AsNoTracking().SingleAsync(row => row.ClientId == request.ClientId, ct);
        var scopes = request.GetScopes();
        var write = scopes.Contains(OidcScopes.ServersWrite);
        var places = OidcScopes.WantProject(scopes)
            ? from seat in await seats.ExecuteAsync(caller.UserId, ct)
              where seat.Role.Has(write ? Permission.ManageServers : Permission.SeeServers)
              from project in seat.Projects
              select new ConsentPlace(seat.OrganizationId, seat.OrganizationName, project.Id, project.Name)
            : [];
        return new Question(request, client, [.. scopes], [.. places]);
    }

    /// <summary>A consent that stands and fits; null when the person must be asked.</summary>
    public async Task<Consent?> FindAsync(Question question, CancellationToken ct)
    {
        if (question.MustAsk)
        {
            return null;
        }

        var known = await find.ExecuteAsync(
            caller.UserId, question.Client.Id, question.Scopes, question.NeedsProject ? [.. question.Places.Select(place => place.ProjectId)] : null, ct);
        return known is null && question.NeedsNoQuestion
            ? await GiveAsync(question, question.Places.Count == 1 ? question.Places[0] : null, ct)
            : known;
    }

    /// <summary>Keeps the person's yes.</summary>
    public Task<Consent> AllowAsync(Question question, long? projectId, CancellationToken ct) =>
        GiveAsync(question, question.Places.SingleOrDefault(place => place.ProjectId == projectId), ct);

    /// <summary>Codes and tokens for the consent.</summary>
    public async Task<IActionResult> GrantAsync(Question question, Consent consent, CancellationToken ct)
    {
        var user = await db.Users.AsNoTracking().SingleAsync(row => row.Id == caller.UserId, ct);
        return Answers.Grant(GrantPrincipal.Of(
            user,
            consent,
            question.Places.SingleOrDefault(place => place.ProjectId == consent.ProjectId)?.OrganizationId,
            question.Scopes,
            caller.VerifiedAt,
            OidcScopes.Audience(settings.PublicUrl)));
    }

    private async Task<Consent> GiveAsync(Question question, ConsentPlace? place, CancellationToken ct)
    {
        if (place is not null)
        {
            tenant.ActForOrganization(place.OrganizationId, caller.Actor);
        }

        return (await give.ExecuteAsync(caller.UserId, question.Client.Id, question.Scopes, place?.ProjectId, ct)).Value;
    }
}

/// <param name="Request">As OpenIddict understood it.</param>
/// <param name="Client">Who asks.</param>
/// <param name="Scopes">What for.</param>
/// <param name="Places">Projects in which the person may let it in; empty when none is asked for.</param>
internal sealed record Question(
    OpenIddictRequest Request, OidcClient Client, IReadOnlyList<string> Scopes, IReadOnlyList<ConsentPlace> Places)
{
    public bool NeedsProject => OidcScopes.WantProject(Scopes);

    /// <summary>Whatever was said before.</summary>
    public bool MustAsk => Client.ConsentType == ConsentTypes.Systematic || Request.HasPromptValue(PromptValues.Consent)
        || Request.HasPromptValue(PromptValues.SelectAccount);

    /// <summary>One of the seller's own programs, with nothing to choose.</summary>
    public bool NeedsNoQuestion => Client.ConsentType == ConsentTypes.Implicit && (!NeedsProject || Places.Count == 1);

    public ConsentView View(PageCaller caller, bool missing) => new(
        Client.DisplayName ?? Client.ClientId!,
        new Uri(Request.RedirectUri!) is { Host.Length: > 0 } uri ? uri.Authority : Request.RedirectUri!,
        caller.Email,
        [.. OidcScopes.All.Where(Scopes.Contains)],
        Places,
        Places.Any(place => place.ProjectId == caller.LastProjectId) ? caller.LastProjectId : Places.FirstOrDefault()?.ProjectId,
        Answers.Parameters(Request),
        NeedsProject,
        missing);
}
