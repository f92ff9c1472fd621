package component

// The limits are those that engines and tools have agreed on for core modules
// (the JavaScript API's "Implementation-defined Limits") and what the reference
// validator has for components.
const (
	maxStringSize        = 100_000
	maxTypes             = 1_000_000
	maxFuncs             = 1_000_000
	maxImports           = 1_000_000
	maxExports           = 1_000_000
	maxGlobals           = 1_000_000
	maxTags              = 1_000_000
	maxModuleTables      = 100
	maxModuleMemories    = 100
	maxCoreItems         = 1_000_000
	maxFuncParams        = 1_000
	maxFuncResults       = 1_000
	maxStructFields      = 10_000
	maxSubtypingDepth    = 63
	maxTableElements     = 10_000_000
	maxModuleTypeDecls   = 100_000
	maxTypeDecls         = 1_000_000
	maxRecordFields      = 10_000
	maxVariantCases      = 10_000
	maxTupleTypes        = 10_000
	maxFlagNames         = 1_000
	maxEnumCases         = 10_000
	maxFixedListLength   = 1 << 30
	maxTypeDepth         = 100
	maxTypeSize          = 1_000_000
	maxValueSize         = 1 << 28
	maxCanonOptions      = 10
	maxInstantiationArgs = 100_000
	maxModules           = 1_000
	maxComponents        = 1_000
	maxInstances         = 1_000
	// maxItems bounds the definitions of one binary: each takes far more memory
	// than bytes.
	maxItems = 2_000_000
	// maxModulesAndComponents counts all that are nested in one binary, which
	// also bounds how deep they nest.
	maxModulesAndComponents = 1_000
)
