# Run by cpack when a package's files are staged: /usr/etc and /usr/var become /etc and /var, and
# zsh's completions lie where Debian has them.
file(GLOB staged LIST_DIRECTORIES true ${CPACK_TEMPORARY_DIRECTORY}/*/usr ${CPACK_TEMPORARY_DIRECTORY}/usr)
foreach(usr IN LISTS staged)
  foreach(name IN ITEMS etc var)
    if(EXISTS ${usr}/${name})
      cmake_path(GET usr PARENT_PATH root)
      file(RENAME ${usr}/${name} ${root}/${name})
    endif()
  endforeach()
  if(EXISTS ${usr}/share/zsh/site-functions)
    file(RENAME ${usr}/share/zsh/site-functions ${usr}/share/zsh/vendor-completions)
  endif()
endforeach()
