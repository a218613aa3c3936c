using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;

namespace NotebookHost;

/// <summary>The assemblies of .NET itself, as references for cells.</summary>
/// <remarks>Each cell is bound against all of its references anew: half as many are a fifth of the time of a one-line cell.</remarks>
internal static class Framework
{
    private static readonly string folder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
    private static readonly ConcurrentDictionary<string, PortableExecutableReference?> known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>All that define a type, about 90. The other 80 forward to them, and are found when a library names them.</summary>
    public static IEnumerable<MetadataReference> References() => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator).Where(path => Path.GetDirectoryName(path) == folder)
        .Select(path => Find(Path.GetFileNameWithoutExtension(path))).OfType<PortableExecutableReference>().Where(DefinesTypes);

    /// <summary>An assembly by its name; null if there is none.</summary>
    /// <remarks>
    /// A reference that reads of a file what is asked for, and that does not tell where the file lies: the files are large, and nobody changes
    /// them while a notebook runs. References that tell where they lie are noted in the debug information of each cell and registered with
    /// the loader, which finds these anyway: a sixth of the time of a one-line cell.
    /// </remarks>
    public static PortableExecutableReference? Find(string name) => known.GetOrAdd(name, static name =>
        Path.Combine(folder, name + ".dll") is var path && File.Exists(path)
            ? AssemblyMetadata.CreateFromStream(File.OpenRead(path), PEStreamOptions.Default).GetReference(display: name)
            : null);

    private static bool DefinesTypes(PortableExecutableReference reference)
    {
        MetadataReader reader = ((AssemblyMetadata)reference.GetMetadata()).GetModules()[0].GetMetadataReader();
        return reader.TypeDefinitions.Any(type => (reader.GetTypeDefinition(type).Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public);
    }
}
