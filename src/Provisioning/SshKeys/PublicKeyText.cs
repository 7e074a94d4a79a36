using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

using Hostelry.Billing.Kernel;

namespace Hostelry.Provisioning.SshKeys;

/// <summary>
/// An OpenSSH public key line, read strictly: type, base64, optional comment. Options (<c>command="…" ssh-rsa …</c>),
/// line breaks and types that OpenSSH no longer trusts are refused; the binary must hold what the type promises and
/// nothing after it.
/// </summary>
/// <param name="Line">Type, base64 and comment with single blanks between.</param>
/// <param name="Fingerprint">MD5 of the binary as 16 hex pairs with colons: how the API names keys, not a defence.</param>
public sealed record PublicKeyText(string Line, string Fingerprint)
{
    private const int MaxLength = 16 * 1024;
    private const int MaxComment = 255;
    private const int MinRsaBits = 2048;
    private const int MaxRsaBits = 16384;
    private const string Field = "public_key";

    /// <summary>Refusal: <c>invalid_input</c> on <c>public_key</c>, saying which rule.</summary>
    public static Result<PublicKeyText> Parse(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength)
        {
            return Problems.Invalid(Field, FormattableString.Invariant($"must have 1 to {MaxLength} characters."));
        }

        // One line end at the very end is how key files come; anywhere else it would be a second key.
        var line = text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2]
            : text.EndsWith('\n') ? text[..^1]
            : text;
        if (line.Any(char.IsControl))
        {
            return Problems.Invalid(Field, "must be one line without control characters.");
        }

        var parts = line.Trim(' ').Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 2 || !Types.TryGetValue(parts[0], out var reads))
        {
            return Problems.Invalid(
                Field, $"must begin with the key's type, without options; allowed are {string.Join(", ", Types.Keys)}.");
        }

        var blob = new byte[parts[1].Length];
        if (!Convert.TryFromBase64String(parts[1], blob, out var length))
        {
            return Problems.Invalid(Field, "must have base64 after the type.");
        }

        return Check(blob.AsSpan(0, length), parts[0], reads) ?? Compose(parts, blob.AsSpan(0, length));
    }

    private static Result<PublicKeyText> Compose(string[] parts, ReadOnlySpan<byte> blob)
    {
        var comment = parts.Length == 3 ? parts[2].Trim(' ') : "";
        if (comment.Length > MaxComment || comment.Any(char.IsSurrogate) || comment.Any(IsLineBreak))
        {
            return Problems.Invalid(
                Field, FormattableString.Invariant($"must have a plain comment of at most {MaxComment} characters."));
        }

#pragma warning disable CA5351 // The API's dialect names keys by their MD5; nothing trusts it.
        var digest = MD5.HashData(blob);
#pragma warning restore CA5351
        var fingerprint = string.Join(':', digest.Select(part => part.ToString("x2", null)));

        // Encoded anew: two spellings of the same base64 are one key.
        var line = $"{parts[0]} {Convert.ToBase64String(blob)} {comment}".TrimEnd(' ');
        return new PublicKeyText(line, fingerprint);
    }

    private static bool IsLineBreak(char letter) => letter is '\u0085' or '\u2028' or '\u2029';

    private static Problem? Check(ReadOnlySpan<byte> blob, string type, BodyCheck reads)
    {
        var reader = new WireReader(blob);
        if (!reader.Read(out var inner) || !inner.SequenceEqual(Encoding.ASCII.GetBytes(type)))
        {
            return Problems.Invalid(Field, "must hold a key of the type that it begins with.");
        }

        return reads(ref reader) is { } rule
            ? Problems.Invalid(Field, rule)
            : reader.AtEnd ? null : Problems.Invalid(Field, "must end where the key ends.");
    }

    /// <summary>Reads what follows the type; gives the broken rule, or null.</summary>
    private delegate string? BodyCheck(ref WireReader reader);

    private static readonly SortedDictionary<string, BodyCheck> Types = new(StringComparer.Ordinal)
    {
        ["ecdsa-sha2-nistp256"] = (ref reader) => Curve(ref reader, "nistp256", 32),
        ["ecdsa-sha2-nistp384"] = (ref reader) => Curve(ref reader, "nistp384", 48),
        ["ecdsa-sha2-nistp521"] = (ref reader) => Curve(ref reader, "nistp521", 66),
        ["sk-ecdsa-sha2-nistp256@openssh.com"] =
            (ref reader) => Curve(ref reader, "nistp256", 32) ?? Application(ref reader),
        ["sk-ssh-ed25519@openssh.com"] = (ref reader) => Ed25519(ref reader) ?? Application(ref reader),
        ["ssh-ed25519"] = Ed25519,
        ["ssh-rsa"] = Rsa,
    };

    private static string? Ed25519(ref WireReader reader) =>
        reader.Read(out var point) && point.Length == 32 ? null : "must hold an ed25519 key of 32 bytes.";

    private static string? Curve(ref WireReader reader, string curve, int size) =>
        reader.Read(out var name) && name.SequenceEqual(Encoding.ASCII.GetBytes(curve))
        && reader.Read(out var point) && point.Length == (2 * size) + 1 && point[0] == 4
            ? null
            : $"must hold an uncompressed point on {curve}.";

    private static string? Application(ref WireReader reader) =>
        reader.Read(out var application) && application.StartsWith("ssh:"u8) && application.Length <= MaxComment
            ? null
            : "must name an application that begins with 'ssh:'.";

    private static string? Rsa(ref WireReader reader)
    {
        if (!reader.Read(out var exponent) || !reader.Read(out var modulus))
        {
            return "must hold an RSA exponent and modulus.";
        }

        // mpint: big-endian, a zero byte in front when the top bit would read as a sign.
        modulus = modulus.Length > 0 && modulus[0] == 0 ? modulus[1..] : modulus;
        var bits = modulus.Length == 0 ? 0 : (modulus.Length * 8) - LeadingZeros(modulus[0]);
        return bits is < MinRsaBits or > MaxRsaBits
            ? FormattableString.Invariant($"must be an RSA key of {MinRsaBits} to {MaxRsaBits} bits; it has {bits}.")
            : exponent.Length is > 0 and <= 8 && (exponent[^1] & 1) == 1 && !(exponent.Length == 1 && exponent[0] == 1)
                ? null
                : "must have an odd RSA exponent greater than 1.";
    }

    private static int LeadingZeros(byte value) => System.Numerics.BitOperations.LeadingZeroCount(value) - 24;

    /// <summary>RFC 4251 strings: four bytes of length, then the bytes.</summary>
    private ref struct WireReader(ReadOnlySpan<byte> rest)
    {
        private ReadOnlySpan<byte> _rest = rest;

        public readonly bool AtEnd => _rest.IsEmpty;

        public bool Read(out ReadOnlySpan<byte> value)
        {
            value = default;
            if (_rest.Length < 4)
            {
                return false;
            }

            var length = BinaryPrimitives.ReadUInt32BigEndian(_rest);
            if (length > _rest.Length - 4)
            {
                return false;
            }

            value = _rest.Slice(4, (int)length);
            _rest = _rest[(4 + (int)length)..];
            return true;
        }
    }
}
