using System.Security.Cryptography;
using System.Text;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Portal.Identity;
using Hostelry.Provisioning;

namespace Hostelry.Portal.Features.Shared;

/// <summary>
/// A form that costs money works once: its key stands in the page's address, so that the back button, a double click and a
/// reload send the same key again and get what the first one made.
/// </summary>
public sealed class OncePerForm(KeptAnswers answers, Database database)
{
    private const int KeyLength = 32;

    /// <summary>For a form that is shown for the first time: 32 hex digits.</summary>
    public static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyLength / 2));

    public static bool IsKey(string? key) => key is { Length: KeyLength } && key.All(char.IsAsciiHexDigitLower);

    /// <summary>
    /// Runs <paramref name="act"/> in a transaction unless the key has run it; gives its answer either way. A refusal keeps
    /// nothing, so the form may be corrected. Refusals: the act's; <c>invalid_input</c> (no key of ours),
    /// <c>idempotency_conflict</c> (the key was used for something else).
    /// </summary>
    /// <param name="project">Whose.</param>
    /// <param name="route">Names the form.</param>
    /// <param name="key">Of this copy of the form.</param>
    /// <param name="asked">All that was asked, as one text.</param>
    /// <param name="act">Gives what leads to its result: an id, never a secret.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<string>> ExecuteAsync(
        ProjectKey project, string route, string? key, string asked, Func<Task<Result<string>>> act, CancellationToken ct) =>
        IsKey(key)
            ? database.InTransactionAsync(() => RunAsync(project, route, key!, asked, act, ct), ct)
            : Task.FromResult<Result<string>>(new Problem("invalid_input", "The form's key is missing.", "once"));

    private async Task<Result<string>> RunAsync(
        ProjectKey project, string route, string key, string asked, Func<Task<Result<string>>> act, CancellationToken ct)
    {
        var row = answers.Row(project, route, key, SHA256.HashData(Encoding.UTF8.GetBytes(asked)));
        if (!await answers.ClaimAsync(row, ct))
        {
            var kept = await answers.FindAsync(row, ct);
            return kept.BodyHash.AsSpan().SequenceEqual(row.BodyHash)
                ? kept.Answer
                : new Problem("idempotency_conflict", "The form has been used for something else.", "once");
        }

        var outcome = await act();
        if (outcome.IsSuccess)
        {
            await answers.KeepAsync(row, StatusCodes.Status303SeeOther, outcome.Value, ct);
        }

        return outcome;
    }
}
