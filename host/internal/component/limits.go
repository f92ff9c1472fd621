package component

// The limits are those that the reference validator has for components. Those of core
// modules are in package wasm.
const (
	maxTypes             = 1_000_000
	maxFuncs             = 1_000_000
	maxImports           = 1_000_000
	maxExports           = 1_000_000
	maxFuncParams        = 1_000
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
