using System.Globalization;

namespace Hostelry.Provisioning;

/// <summary>How the API's dialect names a resource in a body: by id, when the text is digits alone, or by name.</summary>
/// <param name="Id">Null when it is a name.</param>
/// <param name="Name">The text as it came.</param>
internal readonly record struct Reference(long? Id, string Name)
{
    public static Reference Parse(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? new(id, text) : new(null, text);
}
