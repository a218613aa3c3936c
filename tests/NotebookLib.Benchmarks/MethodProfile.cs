using System.IO.Compression;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace NotebookLib.Benchmarks;

/// <summary>Writes which methods to compile ahead of time, as .NET's compiler for that reads it (.mibc).</summary>
/// <remarks>
/// An assembly itself: a global method names groups, one an assembly; that of a group loads the token of each method.
/// Methods are named by type, name and signature: of another version of an assembly, those that are still there count.
/// Described in the remarks of dotnet/runtime's MIbcProfileParser.
/// </remarks>
internal sealed class MethodProfile
{
    private readonly MetadataBuilder metadata = new();
    private readonly BlobBuilder code = new();
    private readonly MethodBodyStreamEncoder bodies;
    private readonly InstructionEncoder dictionary = new(new BlobBuilder());
    private int groups;

    private MethodProfile() => bodies = new MethodBodyStreamEncoder(code);

    /// <summary>Writes the profile.</summary>
    /// <param name="assemblies">Paths of the assemblies.</param>
    /// <param name="methods">The methods, of any assembly.</param>
    /// <param name="path">The file.</param>
    /// <returns>How many methods it has.</returns>
    public static int Write(IEnumerable<string> assemblies, HashSet<(string Type, string Method)> methods, string path)
    {
        var profile = new MethodProfile();
        int count = assemblies.Sum(assembly => profile.AddGroup(assembly, methods));
        profile.Save(path);
        return count;
    }

    private int AddGroup(string path, HashSet<(string Type, string Method)> wanted)
    {
        using var image = new PEReader(File.OpenRead(path));
        MetadataReader source = image.GetMetadataReader();
        var references = new ReferenceCopy(source, metadata);
        var group = new InstructionEncoder(new BlobBuilder());
        int count = 0;
        foreach (MethodDefinitionHandle handle in source.MethodDefinitions)
        {
            MethodDefinition method = source.GetMethodDefinition(handle);
            string type = NameOf(source, method.GetDeclaringType());
            if (method.RelativeVirtualAddress == 0 || !wanted.Contains((type, source.GetString(method.Name)))) continue;
            group.OpCode(ILOpCode.Ldtoken);
            group.Token(references.Method(method));
            group.OpCode(ILOpCode.Pop);
            count++;
        }
        if (count == 0) return 0;
        dictionary.LoadString(metadata.GetOrAddUserString(source.GetString(source.GetAssemblyDefinition().Name) + ";"));
        dictionary.OpCode(ILOpCode.Ldtoken);
        dictionary.Token(AddMethod(FormattableString.Invariant($"Methods{++groups}"), group));
        dictionary.OpCode(ILOpCode.Pop);
        return count;
    }

    private static string NameOf(MetadataReader source, TypeDefinitionHandle handle)
    {
        TypeDefinition type = source.GetTypeDefinition(handle);
        string name = source.GetString(type.Name), space = source.GetString(type.Namespace);
        if (type.IsNested) return $"{NameOf(source, type.GetDeclaringType())}+{name}";
        return space.Length == 0 ? name : $"{space}.{name}";
    }

    private MethodDefinitionHandle AddMethod(string name, InstructionEncoder body)
    {
        var signature = new BlobBuilder();
        new BlobEncoder(signature).MethodSignature().Parameters(0, static returned => returned.Void(), static _ => { });
        return metadata.AddMethodDefinition(MethodAttributes.Public | MethodAttributes.Static, MethodImplAttributes.IL,
            metadata.GetOrAddString(name), metadata.GetOrAddBlob(signature), bodies.AddMethodBody(body),
            MetadataTokens.ParameterHandle(1));
    }

    private void Save(string path)
    {
        AddMethod("AssemblyDictionary", dictionary);
        string name = Path.GetFileNameWithoutExtension(path);
        metadata.AddModule(0, metadata.GetOrAddString(name), metadata.GetOrAddGuid(Guid.Empty), default, default);
        StringHandle assembly = metadata.GetOrAddString(name), globals = metadata.GetOrAddString("<Module>");
        metadata.AddAssembly(assembly, new Version(1, 0), default, default, 0, AssemblyHashAlgorithm.None);
        metadata.AddTypeDefinition(0, default, globals, default,
            MetadataTokens.FieldDefinitionHandle(1), MetadataTokens.MethodDefinitionHandle(1));
        var image = new BlobBuilder();
        new ManagedPEBuilder(PEHeaderBuilder.CreateLibraryHeader(), new MetadataRootBuilder(metadata), code,
            deterministicIdProvider: static _ => new BlobContentId(Guid.Empty, 1)).Serialize(image);
        using ZipArchive packed = new(File.Create(path), ZipArchiveMode.Create);
        ZipArchiveEntry entry = packed.CreateEntry(Path.GetFileName(path) + ".dll", CompressionLevel.SmallestSize);
        entry.LastWriteTime = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero); // same methods, same bytes
        using Stream content = entry.Open();
        image.WriteContentTo(content);
    }
}
