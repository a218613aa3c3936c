namespace NotebookLib;

/// <summary>Names the type that shows values of this type in a notebook.</summary>
/// <remarks>
/// .NET Interactive finds this attribute by its name and these two properties, so the library shows its values there
/// without a reference to it. It looks at the value's class, not at interfaces.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    /// <summary>
    /// A type with a parameterless constructor and a method <c>IEnumerable&lt;object&gt; CreateTypeFormatters()</c>.
    /// </summary>
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>The formats to show, the first one first.</summary>
    public string[] PreferredMimeTypes { get; set; } = [];
}
