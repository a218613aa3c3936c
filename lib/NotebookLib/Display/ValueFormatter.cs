namespace NotebookLib;

/// <summary>
/// Writes a value in one format, in the form that .NET Interactive looks for: <c>MimeType</c> and <c>Format</c>, by
/// name.
/// </summary>
internal sealed class ValueFormatter<T>(string mimeType, Func<T, string> write)
{
    /// <summary>The format, such as text/html.</summary>
    public string MimeType { get; } = mimeType;

    /// <summary>Writes <paramref name="value"/>, or answers false where it is of another type.</summary>
    public bool Format(object value, TextWriter writer)
    {
        if (value is not T known) return false;
        writer.Write(write(known));
        return true;
    }
}

/// <summary>Text alone: what <see cref="object.ToString"/> says.</summary>
internal sealed class PlainFormatters
{
    public static IEnumerable<object> CreateTypeFormatters() =>
        [new ValueFormatter<object>("text/plain", value => value.ToString() ?? "")];
}
