using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

using Microsoft.AspNetCore.WebUtilities;

namespace Hostelry.Portal.Tests.Connect;

/// <summary>What forgers make of a token.</summary>
internal static class Tokens
{
    /// <summary><c>alg: none</c>.</summary>
    public static string WithoutSignature(string token) => Head(token, "none") + "." + token.Split('.')[1] + ".";

    /// <summary>Another claim under the old signature.</summary>
    public static string WithClaim(string token, string claim, string value)
    {
        var parts = token.Split('.');
        var body = JsonNode.Parse(WebEncoders.Base64UrlDecode(parts[1]))!.AsObject();
        body[claim] = value;
        return string.Join('.', parts[0], Encode(body), parts[2]);
    }

    /// <summary>The right kind of key, and not ours.</summary>
    public static string SignedByAnother(string token)
    {
        using var rsa = RSA.Create(2048);
        var text = token[..token.LastIndexOf('.')];
        return text + "." + WebEncoders.Base64UrlEncode(rsa.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    /// <summary>The published key, taken for a shared secret.</summary>
    public static string SignedWithPublicKey(string token, JsonNode jwks)
    {
        var text = Head(token, "HS256") + "." + token.Split('.')[1];
        var secret = Encoding.ASCII.GetBytes(jwks["keys"]![0]!["n"]!.GetValue<string>());
        return text + "." + WebEncoders.Base64UrlEncode(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(text)));
    }

    private static string Head(string token, string algorithm)
    {
        var head = JsonNode.Parse(WebEncoders.Base64UrlDecode(token.Split('.')[0]))!.AsObject();
        head["alg"] = algorithm;
        return Encode(head);
    }

    private static string Encode(JsonObject json) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
