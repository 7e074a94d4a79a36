namespace Hostelry.Portal.Features.Shared;

/// <summary>User-data as a form brings it.</summary>
internal static class UserDataText
{
    /// <summary>
    /// Null when there is none. Forms end lines with CR LF, and a guest looks for an interpreter called <c>sh\r</c>.
    /// </summary>
    public static string? Read(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.ReplaceLineEndings("\n");
}
