using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;

namespace NotebookHost;

/// <summary>The assemblies of .NET itself, as references for cells.</summary>
internal static class Framework
{
    private static readonly string folder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    /// <summary>All of them, about 170.</summary>
    public static IEnumerable<MetadataReference> References() => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator).Where(path => Path.GetDirectoryName(path) == folder).Select(Reference);

    /// <summary>A reference that reads of a file what is asked for, and that does not tell where the file lies.</summary>
    /// <remarks>
    /// The files are large, and nobody changes them while a notebook runs. References that tell where they lie are noted in the debug
    /// information of each cell and registered with the loader, which finds these anyway: a sixth of the time of a one-line cell.
    /// </remarks>
    public static MetadataReference Reference(string path) =>
        AssemblyMetadata.CreateFromStream(File.OpenRead(path), PEStreamOptions.Default).GetReference(display: Path.GetFileNameWithoutExtension(path));
}
