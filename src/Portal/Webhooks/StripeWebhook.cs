using Hostelry.Billing.Payments.Stripe;
using Hostelry.Billing.Persistence;
using Hostelry.Portal.Composition;

namespace Hostelry.Portal.Webhooks;

/// <summary>
/// <c>POST /webhooks/stripe</c>: takes the raw bytes, has them verified and stored, and answers. What they mean is the worker's.
/// No tenant is known here; the database role may add these rows and nothing else.
/// </summary>
internal static class StripeWebhook
{
    /// <summary>Stripe's largest events have some ten thousand bytes.</summary>
    private const int MostBytes = 512 * 1024;

    public static void MapWebhooks(this WebApplication app) =>
        app.MapPost("/webhooks/stripe", ReceiveAsync).AllowAnonymous().ExcludeFromDescription().DisableAntiforgery();

    private static async Task<IResult> ReceiveAsync(
        HttpRequest request, ReceiveStripeEvent receive, EventsArrived arrived, CancellationToken ct)
    {
        if (await ReadAsync(request, ct) is not { } body)
        {
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        try
        {
            var stored = await receive.ExecuteAsync(body, request.Headers["Stripe-Signature"].ToString(), ct);
            if (stored.Problem is { } refused)
            {
                return refused.Code == "stripe_off" ? Results.NotFound() : Results.BadRequest(refused.Code);
            }
        }
        catch (Exception failure) when (DatabaseTrouble.Is(failure))
        {
            // Not stored: Stripe must send it again.
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        arrived.Ring();
        return Results.Ok();
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > MostBytes)
        {
            return null;
        }

        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, ct)) > 0)
        {
            if (body.Length + read > MostBytes)
            {
                return null;
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }
}
