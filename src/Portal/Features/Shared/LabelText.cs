namespace Hostelry.Portal.Features.Shared;

/// <summary>Labels as people type them: <c>env=prod</c>, one a line or between commas; a key alone has an empty value.</summary>
internal static class LabelText
{
    private static readonly char[] Between = ['\n', '\r', ',', ' '];

    public static string Of(IReadOnlyDictionary<string, string> labels) =>
        string.Join('\n', labels.Select(label => label.Value.Length == 0 ? label.Key : $"{label.Key}={label.Value}"));

    /// <summary>False when a key comes twice or is empty. What keys and values may be is Provisioning's to say.</summary>
    public static bool TryRead(string? text, out Dictionary<string, string> labels)
    {
        labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in (text ?? "").Split(Between, StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (key, value) = equals < 0 ? (part, "") : (part[..equals], part[(equals + 1)..]);
            if (key.Length == 0 || !labels.TryAdd(key, value))
            {
                return false;
            }
        }

        return true;
    }
}
