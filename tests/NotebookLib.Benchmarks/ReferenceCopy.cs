using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace NotebookLib.Benchmarks;

/// <summary>Names methods of one assembly in another one's metadata.</summary>
internal sealed class ReferenceCopy(MetadataReader source, MetadataBuilder target)
{
    private readonly Dictionary<EntityHandle, EntityHandle> copies = [];
    private AssemblyReferenceHandle own, canon;

    /// <summary>The method; a generic one as reference types share it.</summary>
    public EntityHandle Method(MethodDefinition method)
    {
        TypeDefinitionHandle type = method.GetDeclaringType();
        var signature = new BlobBuilder();
        CopyMethod(source.GetBlobReader(method.Signature), signature);
        int ofType = source.GetTypeDefinition(type).GetGenericParameters().Count;
        int ofMethod = method.GetGenericParameters().Count;
        EntityHandle parent = ofType == 0 ? Copy(type) : Shared(Copy(type), ofType, source.GetTypeDefinition(type));
        BlobHandle form = target.GetOrAddBlob(signature);
        MemberReferenceHandle member = target.AddMemberReference(parent, Copy(method.Name), form);
        if (ofMethod == 0) return member;
        var arguments = new BlobBuilder();
        GenericTypeArgumentsEncoder encoder = new BlobEncoder(arguments).MethodSpecificationSignature(ofMethod);
        for (int i = 0; i < ofMethod; i++) encoder.AddArgument().Type(Canon(), isValueType: false);
        return target.AddMethodSpecification(member, target.GetOrAddBlob(arguments));
    }

    private TypeSpecificationHandle Shared(EntityHandle type, int arity, TypeDefinition definition)
    {
        var signature = new BlobBuilder();
        bool isValueType = definition.BaseType.Kind == HandleKind.TypeReference
            && source.GetString(source.GetTypeReference((TypeReferenceHandle)definition.BaseType).Name) is "ValueType";
        GenericTypeArgumentsEncoder arguments =
            new BlobEncoder(signature).TypeSpecificationSignature().GenericInstantiation(type, arity, isValueType);
        for (int i = 0; i < arity; i++) arguments.AddArgument().Type(Canon(), isValueType: false);
        return target.AddTypeSpecification(target.GetOrAddBlob(signature));
    }

    /// <summary>What stands for any reference type.</summary>
    private TypeReferenceHandle Canon()
    {
        if (canon.IsNil) canon = Reference(target.GetOrAddString("System.Private.Canon"), new Version(0, 0));
        return target.AddTypeReference(canon, target.GetOrAddString("System"), target.GetOrAddString("__Canon"));
    }

    private EntityHandle Copy(EntityHandle handle)
    {
        if (copies.TryGetValue(handle, out EntityHandle known)) return known;
        return copies[handle] = handle.Kind switch
        {
            HandleKind.TypeDefinition => CopyDefinition(source.GetTypeDefinition((TypeDefinitionHandle)handle)),
            HandleKind.TypeReference => CopyReference(source.GetTypeReference((TypeReferenceHandle)handle)),
            HandleKind.AssemblyReference => CopyAssembly(source.GetAssemblyReference((AssemblyReferenceHandle)handle)),
            HandleKind.TypeSpecification => CopySpecified(source.GetTypeSpecification((TypeSpecificationHandle)handle)),
            _ => throw new NotSupportedException($"a {handle.Kind} in a signature"),
        };
    }

    private StringHandle Copy(StringHandle name) => target.GetOrAddString(source.GetString(name));

    private TypeReferenceHandle CopyDefinition(TypeDefinition type)
    {
        EntityHandle scope = type.IsNested ? Copy(type.GetDeclaringType()) : Own();
        return target.AddTypeReference(scope, Copy(type.Namespace), Copy(type.Name));
    }

    private TypeReferenceHandle CopyReference(TypeReference type) =>
        target.AddTypeReference(Copy(type.ResolutionScope), Copy(type.Namespace), Copy(type.Name));

    private AssemblyReferenceHandle CopyAssembly(AssemblyReference assembly)
    {
        BlobHandle key = target.GetOrAddBlob(source.GetBlobBytes(assembly.PublicKeyOrToken));
        StringHandle name = Copy(assembly.Name);
        return target.AddAssemblyReference(name, assembly.Version, default, key, assembly.Flags, default);
    }

    private TypeSpecificationHandle CopySpecified(TypeSpecification type)
    {
        var signature = new BlobBuilder();
        BlobReader reader = source.GetBlobReader(type.Signature);
        CopyType(ref reader, signature);
        return target.AddTypeSpecification(target.GetOrAddBlob(signature));
    }

    private AssemblyReferenceHandle Own()
    {
        AssemblyDefinition assembly = source.GetAssemblyDefinition();
        if (own.IsNil) own = Reference(Copy(assembly.Name), assembly.Version);
        return own;
    }

    private AssemblyReferenceHandle Reference(StringHandle name, Version version) =>
        target.AddAssemblyReference(name, version, default, default, default, default);

    private void CopyMethod(BlobReader reader, BlobBuilder to) => CopyMethod(ref reader, to);

    /// <summary>A signature with its tokens replaced; ECMA-335, II.23.2.</summary>
    private void CopyMethod(ref BlobReader reader, BlobBuilder to)
    {
        SignatureHeader header = reader.ReadSignatureHeader();
        to.WriteByte(header.RawValue);
        if (header.IsGeneric) to.WriteCompressedInteger(reader.ReadCompressedInteger());
        int count = reader.ReadCompressedInteger();
        to.WriteCompressedInteger(count);
        for (int i = 0; i <= count; i++) CopyType(ref reader, to); // what it returns, then its parameters
    }

    private void CopyType(ref BlobReader reader, BlobBuilder to)
    {
        SignatureTypeCode kind = reader.ReadSignatureTypeCode();
        reader.Offset--;
        byte code = reader.ReadByte();
        to.WriteByte(code);
        switch (kind)
        {
            case SignatureTypeCode.TypeHandle:
                to.WriteCompressedInteger(CodedIndex.TypeDefOrRefOrSpec(Copy(reader.ReadTypeHandle())));
                break;
            case SignatureTypeCode.RequiredModifier or SignatureTypeCode.OptionalModifier:
                to.WriteCompressedInteger(CodedIndex.TypeDefOrRefOrSpec(Copy(reader.ReadTypeHandle())));
                CopyType(ref reader, to);
                break;
            case SignatureTypeCode.Pointer or SignatureTypeCode.ByReference:
            case SignatureTypeCode.SZArray or SignatureTypeCode.Pinned:
                CopyType(ref reader, to);
                break;
            case SignatureTypeCode.GenericTypeParameter or SignatureTypeCode.GenericMethodParameter:
                to.WriteCompressedInteger(reader.ReadCompressedInteger());
                break;
            case SignatureTypeCode.GenericTypeInstance:
                CopyType(ref reader, to);
                for (int i = CopyCount(ref reader, to); i > 0; i--) CopyType(ref reader, to);
                break;
            case SignatureTypeCode.Array:
                CopyType(ref reader, to);
                CopyCount(ref reader, to);
                for (int i = CopyCount(ref reader, to); i > 0; i--) CopyCount(ref reader, to);
                for (int i = CopyCount(ref reader, to); i > 0; i--) CopyCount(ref reader, to);
                break;
            case SignatureTypeCode.FunctionPointer:
                CopyMethod(ref reader, to);
                break;
        }
    }

    private static int CopyCount(ref BlobReader reader, BlobBuilder to)
    {
        int count = reader.ReadCompressedInteger();
        to.WriteCompressedInteger(count);
        return count;
    }
}
