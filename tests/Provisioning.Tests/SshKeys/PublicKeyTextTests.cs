using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

using Hostelry.Provisioning.SshKeys;
using Hostelry.Provisioning.Tests.Intake;

namespace Hostelry.Provisioning.Tests.SshKeys;

public sealed class PublicKeyTextTests
{
    private static readonly string Ed25519 = Key("ssh-ed25519", new byte[32]);

    [Fact]
    public void Allowed_types_are_taken()
    {
        var application = Encoding.ASCII.GetBytes("ssh:");
        Accepts(Ed25519);
        Accepts(Key("sk-ssh-ed25519@openssh.com", new byte[32], application));
        Accepts(Key("ecdsa-sha2-nistp256", "nistp256"u8.ToArray(), Point(32)));
        Accepts(Key("ecdsa-sha2-nistp384", "nistp384"u8.ToArray(), Point(48)));
        Accepts(Key("ecdsa-sha2-nistp521", "nistp521"u8.ToArray(), Point(66)));
        Accepts(Key("sk-ecdsa-sha2-nistp256@openssh.com", "nistp256"u8.ToArray(), Point(32), application));
        Accepts(Key("ssh-rsa", [1, 0, 1], Modulus(2048)));
        Accepts(Key("ssh-rsa", [1, 0, 1], Modulus(4096)));
    }

    [Fact]
    public void Line_is_tidied_and_fingerprint_is_the_md5_with_colons()
    {
        var key = PublicKeyText.Parse($"  {Ed25519}   me@home  \n").Value;
        Assert.Equal(Ed25519 + " me@home", key.Line);
        var digest = MD5.HashData(Convert.FromBase64String(Ed25519.Split(' ')[1]));
        Assert.Equal(string.Join(':', digest.Select(part => part.ToString("x2", null))), key.Fingerprint);
    }

    public static TheoryData<string, string> Bad()
    {
        var blob = Ed25519.Split(' ')[1];
        return new TheoryData<string, string>
        {
            { "empty", "" },
            { "a word", "hello" },
            { "options", "command=\"id\" " + Ed25519 },
            { "restrict option", "restrict " + Ed25519 },
            { "second line", Ed25519 + "\n" + Ed25519 },
            { "carriage return", Ed25519 + "\rssh-rsa x" },
            { "NUL", Ed25519 + " a\0b" },
            { "tab between", Ed25519.Replace(' ', '\t') },
            { "line separator in the comment", Ed25519 + " a\u2028b" },
            { "next line in the comment", Ed25519 + " a\u0085b" },
            { "wrong base64", "ssh-ed25519 AAAA*AAA" },
            { "truncated base64", "ssh-ed25519 " + blob[..40] },
            { "bytes after the key", "ssh-ed25519 " + Convert.ToBase64String([.. Convert.FromBase64String(blob), 0]) },
            { "inner type differs", "ssh-rsa " + blob },
            { "DSA", Key("ssh-dss", Modulus(1024), new byte[20], Modulus(1024), Modulus(1024)) },
            { "RSA of 1024 bits", Key("ssh-rsa", [1, 0, 1], Modulus(1024)) },
            { "RSA of 2047 bits", Key("ssh-rsa", [1, 0, 1], Modulus(2047)) },
            { "RSA of 32768 bits", Key("ssh-rsa", [1, 0, 1], Modulus(32768)) },
            { "RSA with an even exponent", Key("ssh-rsa", [2], Modulus(2048)) },
            { "RSA without a modulus", Key("ssh-rsa", [1, 0, 1]) },
            { "ed25519 of 31 bytes", Key("ssh-ed25519", new byte[31]) },
            { "curve of another type", Key("ecdsa-sha2-nistp256", "nistp384"u8.ToArray(), Point(48)) },
            { "compressed point", Key("ecdsa-sha2-nistp256", "nistp256"u8.ToArray(), [2, .. new byte[32]]) },
            { "sk key without application", Key("sk-ssh-ed25519@openssh.com", new byte[32]) },
            { "certificate", Key("ssh-ed25519-cert-v01@openssh.com", new byte[32]) },
            { "capital letters", "SSH-ED25519 " + blob },
            { "long comment", Ed25519 + " " + new string('x', 256) },
            { "64 KiB", Ed25519 + " " + new string('x', 65536) },
            { "length beyond the end", "ssh-ed25519 " + Convert.ToBase64String([255, 255, 255, 255, 1, 2, 3]) },
        };
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Bad_key_is_refused_by_field(string what, string text)
    {
        var problem = PublicKeyText.Parse(text).Problem;
        Assert.True(problem is { Code: "invalid_input", Field: "public_key" }, what);
    }

    [Fact]
    public void Fixture_key_is_taken_as_it_is() => Assert.Equal(Shop.PublicKey, PublicKeyText.Parse(Shop.PublicKey).Value.Line);

    private static void Accepts(string key) => Assert.Equal(key, PublicKeyText.Parse(key).Value.Line);

    private static string Key(string type, params byte[][] fields)
    {
        var blob = new List<byte>();
        foreach (var field in fields.Prepend(Encoding.ASCII.GetBytes(type)))
        {
            var length = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, field.Length);
            blob.AddRange([.. length, .. field]);
        }

        return $"{type} {Convert.ToBase64String([.. blob])}";
    }

    private static byte[] Point(int size) => [4, .. new byte[2 * size]];

    /// <summary>A number of exactly so many bits, as mpint.</summary>
    private static byte[] Modulus(int bits)
    {
        var bytes = new byte[(bits + 7) / 8];
        bytes[0] = (byte)(1 << ((bits - 1) % 8));
        bytes[^1] |= 1;
        return bytes[0] >= 128 ? [0, .. bytes] : bytes;
    }
}
