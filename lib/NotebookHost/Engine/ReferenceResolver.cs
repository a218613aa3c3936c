using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;

namespace NotebookHost;

/// <summary>Finds what <c>#r "path"</c> names, relative to the notebook's folder,
/// and what that needs, beside it.</summary>
/// <remarks>A cell may use a library's dependencies by name, as it may in .NET Interactive, so they are references too
/// and not only loaded.</remarks>
internal sealed class ReferenceResolver(string folder) : MetadataReferenceResolver
{
    private readonly ConcurrentDictionary<string, PortableExecutableReference> known = new(StringComparer.Ordinal);

    public override bool ResolveMissingAssemblies => true;

    public override ImmutableArray<PortableExecutableReference> ResolveReference(
        string reference, string? baseFilePath, MetadataReferenceProperties properties) =>
        Path.GetFullPath(reference, folder) is var path && File.Exists(path) ? [Reference(path)] : [];

    /// <summary>Where the assembly of a name lies: what was named, or what lies beside that;
    /// null if it is neither.</summary>
    public string? PathOf(string name) => known.Keys.FirstOrDefault(path => IsFileOf(name, path))
        ?? known.Keys.FirstOrDefault(path => NameOf(path) == name)
        ?? known.Keys.Select(path => Beside(path, name)).OfType<string>().FirstOrDefault();

    /// <summary>Where a file that is not there was looked for; null if it is there. The compiler does not tell,
    /// and the folder is not always the one that people think of.</summary>
    public string? AboutMissing(string reference)
    {
        string path = Path.GetFullPath(reference, folder);
        if (File.Exists(path)) return null;
        return $"looked for at {path}: what #r names starts at the notebook's folder, here {folder}";
    }

    /// <summary>What lies beside a referenced file and is needed by it, directly or not.</summary>
    public IEnumerable<MetadataReference> Dependencies(string reference)
    {
        string path = Path.GetFullPath(reference, folder);
        if (!File.Exists(path)) return []; // the compiler reports it, with the line
        var found = new List<string> { path };
        for (int i = 0; i < found.Count; i++)
            found.AddRange(References(found[i]).Select(name => Beside(path, name)).OfType<string>().Except(found));
        return found.Skip(1).Select(Reference);
    }

    /// <summary>What a referenced library needs; not what the host needs, of which cells see one class.</summary>
    public override PortableExecutableReference? ResolveMissingAssembly(
        MetadataReference definition, AssemblyIdentity referenceIdentity)
    {
        if (Framework.Find(referenceIdentity.Name) is { } framework) return framework;
        if (definition is not PortableExecutableReference { FilePath: string path }) return null;
        if (path == typeof(CellFunctions).Assembly.Location) return null;
        return Beside(path, referenceIdentity.Name) is string found ? Reference(found) : null;
    }

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => folder.GetHashCode(StringComparison.Ordinal);

    private PortableExecutableReference Reference(string path) => known.GetOrAdd(
        path, p => MetadataReference.CreateFromFile(p, documentation: Framework.DocumentationBeside(p)));

    private static bool IsFileOf(string name, string path) =>
        Path.GetFileNameWithoutExtension(path).Equals(name, StringComparison.OrdinalIgnoreCase);

    private static string? Beside(string path, string name)
    {
        string candidate = Path.Combine(Path.GetDirectoryName(path)!, name + ".dll");
        return File.Exists(candidate) ? candidate : null;
    }

    private static string? NameOf(string path)
    {
        try
        {
            return AssemblyName.GetAssemblyName(path).Name;
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static List<string> References(string path)
    {
        try
        {
            using var image = new PEReader(File.OpenRead(path));
            if (!image.HasMetadata) return [];
            MetadataReader metadata = image.GetMetadataReader();
            return [.. metadata.AssemblyReferences
                .Select(handle => metadata.GetAssemblyReference(handle).Name)
                .Select(name => metadata.GetString(name))];
        }
        catch (BadImageFormatException)
        {
            return []; // the compiler reports it, with the line
        }
    }
}
