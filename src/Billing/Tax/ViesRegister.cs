using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hostelry.Billing.Tax;

/// <summary>VIES, the register of the European Commission, by its REST interface (<c>check-vat-number</c>).</summary>
/// <param name="http">With the interface's address as base, and a time-out.</param>
public sealed class ViesRegister(HttpClient http) : IVatRegister
{
    /// <summary>The public interface.</summary>
    public static readonly Uri PublicAddress = new("https://ec.europa.eu/taxation_customs/vies/rest-api/");

    private const int PrefixLength = 2;
    private const int LongestName = 255;

    public string Name => "vies";

    public async Task<VatAnswer> AskAsync(string vatId, string requester, CancellationToken ct)
    {
        var question = new Question(
            vatId[..PrefixLength],
            vatId[PrefixLength..],
            requester.Length > PrefixLength ? requester[..PrefixLength] : null,
            requester.Length > PrefixLength ? requester[PrefixLength..] : null);
        try
        {
            using var response = await http.PostAsJsonAsync("check-vat-number", question, ct);
            var answer = await response.Content.ReadFromJsonAsync<Answer>(ct);
            return Read(answer, vatId);
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException or IOException)
        {
            return Unverified("UNREACHABLE");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Unverified("TIMEOUT");
        }
    }

    /// <summary>An answer counts only when it is about the id that was asked for.</summary>
    private static VatAnswer Read(Answer? answer, string vatId)
    {
        if (answer?.Errors is [var error, ..])
        {
            // The one error that is an answer: the member state does not write its ids like this.
            return error.Code == "INVALID_INPUT"
                ? new VatAnswer(VatIdState.Invalid, "", "", error.Code)
                : Unverified(error.Code ?? "UNKNOWN");
        }

        if (answer?.Valid is not { } valid || answer.CountryCode + answer.VatNumber != vatId)
        {
            return Unverified("UNREADABLE");
        }

        var name = answer.Name is null or "---" ? "" : answer.Name;
        return new VatAnswer(
            valid ? VatIdState.Valid : VatIdState.Invalid,
            answer.RequestIdentifier ?? "",
            name.Length > LongestName ? name[..LongestName] : name,
            "");
    }

    private static VatAnswer Unverified(string trouble) => new(VatIdState.Unverified, "", "", trouble);

    private sealed record Question(
        string CountryCode, string VatNumber,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RequesterMemberStateCode,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RequesterNumber);

    private sealed record Answer(
        bool? Valid, string? CountryCode, string? VatNumber, string? RequestIdentifier, string? Name,
        [property: JsonPropertyName("errorWrappers")] IReadOnlyList<Error>? Errors);

    private sealed record Error([property: JsonPropertyName("error")] string? Code);
}
