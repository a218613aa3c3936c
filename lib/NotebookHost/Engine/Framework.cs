using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;

namespace NotebookHost;

/// <summary>The assemblies of .NET itself, as references for cells.</summary>
/// <remarks>Each cell is bound against all of its references anew: half as many are a fifth
/// of the time of a one-line cell.</remarks>
internal static class Framework
{
    private static readonly string folder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
    private static readonly ConcurrentDictionary<string, PortableExecutableReference?> known =
        new(StringComparer.OrdinalIgnoreCase);

    /// <summary>All that define a type, about 90. The other 80 forward to them, and are found
    /// when a library names them.</summary>
    public static IEnumerable<MetadataReference> References()
    {
        var assemblies = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        return assemblies.Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == folder)
            .Select(path => Find(Path.GetFileNameWithoutExtension(path)))
            .OfType<PortableExecutableReference>()
            .Where(DefinesTypes);
    }

    /// <summary>An assembly by its name; null if there is none.</summary>
    /// <remarks>
    /// A reference that reads of a file what is asked for, and that does not tell where the file lies:
    /// the files are large, and nobody changes them while a notebook runs. References that tell where they lie
    /// are noted in the debug information of each cell and registered with the loader, which finds these anyway:
    /// a sixth of the time of a one-line cell.
    /// </remarks>
    public static PortableExecutableReference? Find(string name) => known.GetOrAdd(name, static name =>
    {
        string path = Path.Combine(folder, name + ".dll");
        if (!File.Exists(path)) return null;
        return AssemblyMetadata.CreateFromStream(File.OpenRead(path), PEStreamOptions.Default)
            .GetReference(display: name);
    });

    /// <summary>All that a compiler is given to build against, with documentation where this machine has it:
    /// not for running, for reading about.</summary>
    public static IReadOnlyList<MetadataReference> Documented()
    {
        string root = Path.GetFullPath(Path.Combine(folder, "..", "..", ".."));
        string pack = Path.Combine(root, "packs", "Microsoft.NETCore.App.Ref");
        if (!Directory.Exists(pack)) return [.. References()];
        string begin = $"{Environment.Version.Major}.";
        string? newest = Directory.EnumerateDirectories(pack)
            .Where(d => Path.GetFileName(d).StartsWith(begin, StringComparison.Ordinal))
            .MaxBy(d => Version.TryParse(Path.GetFileName(d), out Version? version) ? version : new Version());
        string built = Path.Combine(newest ?? "", "ref", $"net{Environment.Version.Major}.0");
        if (newest is null || !Directory.Exists(built)) return [.. References()];
        return [.. Directory.EnumerateFiles(built, "*.dll")
            .Select(path => MetadataReference.CreateFromFile(path, documentation: DocumentationBeside(path)))];
    }

    /// <summary>The XML documentation of an assembly, which lies beside it; read when it is asked for.</summary>
    public static DocumentationProvider? DocumentationBeside(string path)
    {
        string xml = Path.ChangeExtension(path, ".xml");
        return File.Exists(xml) ? XmlDocumentationProvider.CreateFromFile(xml) : null;
    }

    private static bool DefinesTypes(PortableExecutableReference reference)
    {
        MetadataReader reader = ((AssemblyMetadata)reference.GetMetadata()).GetModules()[0].GetMetadataReader();
        return reader.TypeDefinitions
            .Select(type => reader.GetTypeDefinition(type).Attributes & TypeAttributes.VisibilityMask)
            .Any(visibility => visibility == TypeAttributes.Public);
    }
}
