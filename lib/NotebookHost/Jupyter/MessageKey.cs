using System.Security.Cryptography;
using System.Text;

namespace NotebookHost;

/// <summary>The key that a front end and its kernel sign with; without one nothing is signed.</summary>
/// <remarks>https://jupyter-client.readthedocs.io, "Messaging in Jupyter", "The wire protocol".</remarks>
internal sealed class MessageKey
{
    private readonly HashAlgorithmName algorithm;
    private readonly byte[] key;

    /// <param name="key">The key; empty for no signatures.</param>
    /// <param name="scheme">The signatures' kind, such as hmac-sha256.</param>
    /// <exception cref="ArgumentException">The scheme is not known here.</exception>
    public MessageKey(string key, string scheme)
    {
        this.key = Encoding.UTF8.GetBytes(key);
        algorithm = scheme switch
        {
            "hmac-sha256" => HashAlgorithmName.SHA256,
            "hmac-sha384" => HashAlgorithmName.SHA384,
            "hmac-sha512" => HashAlgorithmName.SHA512,
            _ when key.Length == 0 => default,
            _ => throw new ArgumentException(
                $"expected hmac-sha256, hmac-sha384 or hmac-sha512; got {PlainText.OneLine(scheme)}"),
        };
    }

    /// <summary>Whether messages are signed.</summary>
    public bool Signs => key.Length > 0;

    /// <summary>The signature of a message's four parts, in hexadecimal digits.</summary>
    public byte[] Sign(params ReadOnlySpan<byte[]> parts)
    {
        if (!Signs) return [];
        using var hash = IncrementalHash.CreateHMAC(algorithm, key);
        foreach (byte[] part in parts) hash.AppendData(part);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Whether a signature is right; in constant time, so that nobody finds it byte by byte.</summary>
    public bool Accepts(byte[] signature, params ReadOnlySpan<byte[]> parts) =>
        !Signs || CryptographicOperations.FixedTimeEquals(signature, Sign(parts));
}
